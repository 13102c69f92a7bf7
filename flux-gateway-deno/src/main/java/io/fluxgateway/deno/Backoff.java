package io.fluxgateway.deno;

import java.time.Duration;

/** How long to wait before a process that failed is started again. Not thread-safe. */
final class Backoff {
    private static final Duration FIRST = Duration.ofMillis(200);
    private static final Duration LONGEST = Duration.ofSeconds(10);
    /** What ran for this long does not fail at once. */
    private static final Duration STEADY = Duration.ofSeconds(10);

    private static final int MOST_DOUBLINGS = 10;

    private int failures;
    private long startedNanos;
    private long retryNanos;

    void started(long now) {
        startedNanos = now;
    }

    /** A start failed: the next one fails as well, most likely. */
    void startFailed(long now) {
        retryNanos = now + delay(failures++);
    }

    /** A process died that had started: the next one is started at once, unless that goes on and on. */
    void died(long now) {
        if (now - startedNanos > STEADY.toNanos()) {
            failures = 0;
        }
        retryNanos = failures == 0 ? now : now + delay(failures - 1);
        failures++;
    }

    boolean isOver(long now) {
        return failures == 0 || now - retryNanos >= 0;
    }

    private static long delay(int doublings) {
        return Math.min(LONGEST.toNanos(), FIRST.toNanos() << Math.min(doublings, MOST_DOUBLINGS));
    }
}

package io.fluxgateway.invocation;

import java.time.Duration;

/** How long to wait before something that fails is tried again: longer each time, up to 5 s. Not thread-safe. */
final class Pause {
    static final Duration FIRST = Duration.ofMillis(250);
    static final Duration LONGEST = Duration.ofSeconds(5);

    private Duration next = FIRST;

    Duration next() {
        Duration wait = next;
        Duration longer = wait.multipliedBy(2);
        next = longer.compareTo(LONGEST) < 0 ? longer : LONGEST;
        return wait;
    }

    void reset() {
        next = FIRST;
    }
}

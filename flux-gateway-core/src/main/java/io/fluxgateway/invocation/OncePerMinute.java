package io.fluxgateway.invocation;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Keeps what happens over and over again from filling the log. Thread-safe. */
final class OncePerMinute {
    private static final long MINUTE_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final AtomicLong last = new AtomicLong(System.nanoTime() - MINUTE_NANOS);

    /** Whether it is time to say it. */
    boolean isDue() {
        long then = last.get();
        long now = System.nanoTime();
        return now - then >= MINUTE_NANOS && last.compareAndSet(then, now);
    }
}

package io.fluxgateway.limit;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Which share of the requests to refuse. As in CoDel (RFC 8289) what counts is the shortest wait within an interval: a burst or
 * a pause makes some requests wait, too much to do makes all of them. The share grows while that goes on for more than a few
 * intervals, and shrinks when it does not. Thread-safe.
 */
final class ShedShare {
    static final long INTERVAL = Duration.ofMillis(100).toNanos();
    static final int PATIENCE = 5;

    private static final double MORE = 0.1;
    private static final double LESS = 0.05;
    /** Some are always tried, or nothing would tell that there is room again. */
    private static final double MOST = 0.95;

    private final long maxLag;
    private final AtomicLong lookAt;
    private volatile long shortest = Long.MAX_VALUE;
    private volatile int lateIntervals;
    private volatile double share;

    ShedShare(long maxLagNanos, long now) {
        this.maxLag = maxLagNanos;
        this.lookAt = new AtomicLong(now + INTERVAL);
    }

    /**
     * The share to refuse now, 0 to 0.95.
     *
     * @param lag how long the request at hand waited, in nanoseconds
     * @param now by a monotonic clock, in nanoseconds
     */
    double at(long lag, long now) {
        if (lag < shortest) {
            shortest = lag; // another thread may write a longer one over it, which the next request mends
        }
        long due = lookAt.get();
        if (now - due >= 0 && lookAt.compareAndSet(due, now + INTERVAL)) {
            boolean late = shortest > maxLag;
            shortest = Long.MAX_VALUE;
            int times = late ? Math.min(lateIntervals + 1, PATIENCE) : 0;
            lateIntervals = times;
            share = times >= PATIENCE ? Math.min(MOST, share + MORE) : Math.max(0, share - LESS);
        }
        return share;
    }
}

package io.fluxgateway.jdbc;

import java.sql.SQLException;
import java.time.Duration;

/**
 * How many wait or run, about: counted now and then, and in between by what this process does. For the one thread that
 * writes.
 */
final class QueueSize {
    private static final Duration RECOUNT = Duration.ofSeconds(5);
    /** Of all time at most this part goes into counting. */
    private static final int COUNTING_PART = 100;

    private final int most;
    private boolean known;
    private long open;
    private long countedAt;
    private long validNanos;

    QueueSize(int most) {
        this.most = most;
    }

    /** Counts, up to the bound. */
    @FunctionalInterface
    interface Counter {
        long count(long most) throws SQLException;
    }

    /** Counts if that is due. Before anything is changed. */
    void refresh(Counter counter) throws SQLException {
        long now = System.nanoTime();
        if (known && now - countedAt < validNanos) {
            return;
        }
        open = counter.count(most);
        known = true;
        countedAt = now;
        validNanos = Math.max(RECOUNT.toNanos(), COUNTING_PART * (System.nanoTime() - now));
    }

    void changed(long by) {
        open += by;
    }

    /** A transaction came to nothing, or changed who knows what. */
    void forget() {
        known = false;
    }

    boolean hasRoom() {
        return open < most;
    }
}

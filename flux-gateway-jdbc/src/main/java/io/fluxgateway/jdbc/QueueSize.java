package io.fluxgateway.jdbc;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.LongUnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many wait or run, about: what this process does is known at once, what others do is counted now and then, beside the one
 * thread that writes, for which all else is.
 */
final class QueueSize {
    private static final Logger LOG = LoggerFactory.getLogger(QueueSize.class);
    private static final Duration RECOUNT = Duration.ofSeconds(5);
    /** Of all time at most this part goes into counting. */
    private static final int COUNTING_PART = 100;

    private final int most;
    private final LongUnaryOperator counter;
    private final Executor threads;
    private final LongSupplier nanoClock;
    private final AtomicLong open = new AtomicLong();
    private final AtomicLong changes = new AtomicLong();
    private final AtomicBoolean counting = new AtomicBoolean();
    private volatile long dueAt;
    private boolean known;
    private long uncommitted;

    /**
     * A size that is not known yet.
     *
     * @param counter counts, up to a bound
     * @param threads where it counts
     */
    QueueSize(int most, LongUnaryOperator counter, Executor threads) {
        this(most, counter, threads, System::nanoTime);
    }

    /**
     * A size that is not known yet, with a clock of its own.
     *
     * @param nanoClock tells when it is time to count again, as {@link System#nanoTime} does
     */
    QueueSize(int most, LongUnaryOperator counter, Executor threads, LongSupplier nanoClock) {
        this.most = most;
        this.counter = counter;
        this.threads = threads;
        this.nanoClock = nanoClock;
    }

    /** To be called before anything is changed. Counts if that is due: the first time at once, then in the background. */
    void refresh() {
        if (!known) {
            count();
            known = true;
        } else if (nanoClock.getAsLong() - dueAt >= 0 && counting.compareAndSet(false, true)) {
            try {
                threads.execute(this::recount);
            } catch (RejectedExecutionException e) {
                counting.set(false); // much is read just now
            }
        }
    }

    private void recount() {
        try {
            count();
        } catch (RuntimeException e) {
            LOG.debug("the queue could not be counted", e);
            dueAt = nanoClock.getAsLong() + RECOUNT.toNanos();
        } finally {
            counting.set(false);
        }
    }

    /** What is changed meanwhile may be in the count or not; the next one puts that right. */
    private void count() {
        long start = nanoClock.getAsLong();
        long before = changes.get();
        long counted = counter.applyAsLong(most);
        open.set(counted + changes.get() - before);
        long end = nanoClock.getAsLong();
        dueAt = end + Math.max(RECOUNT.toNanos(), COUNTING_PART * (end - start));
    }

    void changed(long by) {
        uncommitted += by;
    }

    void committed() {
        changes.addAndGet(uncommitted);
        open.addAndGet(uncommitted);
        uncommitted = 0;
    }

    /** A transaction came to nothing, or so it seems. */
    void rolledBack() {
        uncommitted = 0;
        dueAt = nanoClock.getAsLong();
    }

    boolean hasRoom() {
        return open.get() + uncommitted < most;
    }
}

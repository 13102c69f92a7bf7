package io.fluxgateway.jdbc;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the backlog, on a thread of its own and in batches, and takes away what is too old. Uses no more than its share of
 * a processor: what comes faster than that stays in the backlog, which drops what it has no room for.
 */
final class TraceWriter implements AutoCloseable, Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(TraceWriter.class);
    private static final int BATCH = 500;
    private static final int PRUNED_AT_LEAST = 1_000;
    private static final Duration INTERVAL = Duration.ofMillis(50);
    private static final Duration REMIND = Duration.ofMinutes(1);
    private static final Duration PRUNE_EVERY = Duration.ofSeconds(1);
    private static final long PATIENCE_MILLIS = 5_000;

    private final TraceTarget target;
    private final TraceBacklog backlog;
    private final double share;
    private final Duration maxAge;
    private final long maxRows;
    private final Clock clock;
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final Thread thread = new Thread(this, "flux-trace-writer");
    private final List<Object> batch = new ArrayList<>(BATCH);
    private final AtomicLong recorded = new AtomicLong();
    private long lastPruned = System.nanoTime();
    private long written;
    private long lastReport = System.nanoTime() - REMIND.toNanos();
    private long reported;
    private volatile boolean closed;

    TraceWriter(TraceTarget target, TraceBacklog backlog, TraceStoreBuilder<?> options) {
        this.target = target;
        this.backlog = backlog;
        this.share = options.writerShare();
        this.maxAge = options.maxAge();
        this.maxRows = options.maxTraces();
        this.clock = options.clock();
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    @Override
    public void run() {
        while (!closed) {
            long began = System.nanoTime();
            long busy = cpuNanos();
            boolean behind = false;
            try {
                writeBatch();
                prune();
                behind = backlog.size() >= BATCH;
            } catch (StoreException e) {
                report("traces are not recorded for now: " + e.getMessage());
            } catch (RuntimeException e) {
                LOG.error("{} traces could not be recorded", batch.size(), e);
                backlog.lost(batch.size());
                batch.clear(); // whatever it was, it would be so again
            }
            reportDropped();
            long spent = System.nanoTime() - began;
            long pause = (long) ((cpuNanos() - busy) / share) - spent;
            sleep(behind ? pause : Math.max(pause, INTERVAL.toNanos()));
        }
        Thread.interrupted();
        try {
            do {
                writeBatch();
            } while (backlog.size() > 0);
        } catch (StoreException e) {
            LOG.warn("{} traces are lost: {}", batch.size() + backlog.size(), e.getMessage());
        } finally {
            target.close();
        }
    }

    /** A batch that could not be written is tried again, unchanged. */
    private void writeBatch() {
        if (batch.isEmpty()) {
            backlog.drainTo(batch, BATCH);
        }
        if (!batch.isEmpty()) {
            target.write(batch);
            written += batch.size();
            recorded.addAndGet(batch.size());
            batch.clear();
        }
    }

    /** How many were written so far. */
    long recorded() {
        return recorded.get();
    }

    private void prune() {
        long now = System.nanoTime();
        if (now - lastPruned < PRUNE_EVERY.toNanos()) {
            return;
        }
        lastPruned = now;
        long most = Math.max(PRUNED_AT_LEAST, 2 * written);
        written = 0;
        long oldest = TraceRows.micros(clock.instant().minus(maxAge));
        for (TraceTable table : TraceTable.values()) {
            // In small steps, so that nobody who writes to the same place waits for long.
            for (long rest = most; rest > 0; rest -= PRUNED_AT_LEAST) {
                long count = Math.min(rest, PRUNED_AT_LEAST);
                if (target.prune(table, oldest, maxRows, count) < count) {
                    break;
                }
            }
        }
    }

    private void reportDropped() {
        long dropped = backlog.dropped();
        if (dropped > reported
                && report((dropped - reported) + " traces were not recorded: more requests end than can be written")) {
            reported = dropped;
        }
    }

    private boolean report(String message) {
        long now = System.nanoTime();
        if (now - lastReport < REMIND.toNanos()) {
            return false;
        }
        lastReport = now;
        LOG.warn(message);
        return true;
    }

    private long cpuNanos() {
        return threads.isCurrentThreadCpuTimeSupported() ? threads.getCurrentThreadCpuTime() : System.nanoTime();
    }

    private void sleep(long nanos) {
        if (nanos <= 0) {
            return;
        }
        try {
            Thread.sleep(nanos / 1_000_000, (int) (nanos % 1_000_000));
        } catch (InterruptedException e) {
            LOG.debug("woken up to end", e);
        }
    }

    /** Writes what is left, within a few seconds. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(PATIENCE_MILLIS);
            if (thread.isAlive()) {
                target.abort();
                thread.join(PATIENCE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

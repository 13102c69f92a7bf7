package io.fluxgateway.jdbc;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what waits, on a thread of its own: all that came during one transaction in the next one, so that many callers share
 * one disk flush. Tells them after the commit.
 */
final class QueueWriter implements AutoCloseable, Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(QueueWriter.class);
    private static final long PATIENCE_MILLIS = 5_000;

    /** On a full disk what is small succeeds now and then; it is told that all is well after as long without a failure. */
    private static final Duration CALM = Duration.ofSeconds(10);

    private final QueueTarget target;
    private final QueueInbox inbox = new QueueInbox();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final Thread thread = new Thread(this, "flux-queue-writer");
    private boolean failing;
    private long failedAt;

    QueueWriter(QueueTarget target) {
        this.target = target;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /**
     * Has something done soon.
     *
     * @return false if there is no room for it
     * @throws StoreException if it is closed
     */
    boolean add(QueueOperation<?> operation) {
        return inbox.add(operation);
    }

    void onReady(Runnable listener) {
        listeners.add(listener);
    }

    @Override
    public void run() {
        try {
            for (List<QueueOperation<?>> batch = inbox.take(); !batch.isEmpty(); batch = inbox.take()) {
                write(batch);
            }
        } catch (InterruptedException e) {
            LOG.debug("woken up to end", e);
        } finally {
            target.close();
        }
    }

    private void write(List<QueueOperation<?>> batch) {
        try {
            target.run(batch);
        } catch (SQLException e) {
            failed(batch, target.explain(e), target.isOfOne(e));
            return;
        } catch (StoreException e) {
            failed(batch, e, false);
            return;
        } catch (RuntimeException e) {
            failed(batch, e, true);
            return;
        }
        if (failing && System.nanoTime() - failedAt > CALM.toNanos()) {
            failing = false;
            LOG.info("the queue is written again");
        }
        boolean ready = false;
        for (QueueOperation<?> operation : batch) {
            ready |= operation.leavesSomethingToClaim();
            operation.tell();
        }
        if (ready) {
            listeners.forEach(Runnable::run);
        }
    }

    private void failed(List<QueueOperation<?>> batch, RuntimeException error, boolean ofOne) {
        if (ofOne && batch.size() > 1) {
            batch.forEach(QueueOperation::reset);
            batch.forEach(operation -> write(List.of(operation)));
            return;
        }
        if (ofOne) {
            LOG.error("the queue does not take one operation", error);
        } else {
            if (!failing) {
                LOG.warn("the queue is not written for now: {}", error.getMessage());
            }
            failing = true;
            failedAt = System.nanoTime();
        }
        batch.forEach(operation -> operation.fail(error));
    }

    /** Does what waits, within a few seconds. */
    @Override
    public void close() {
        inbox.close();
        try {
            thread.join(PATIENCE_MILLIS);
            if (thread.isAlive()) {
                target.abort();
                thread.interrupt();
                thread.join(PATIENCE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

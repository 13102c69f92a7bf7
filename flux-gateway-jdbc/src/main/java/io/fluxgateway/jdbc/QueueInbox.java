package io.fluxgateway.jdbc;

import io.fluxgateway.jdbc.QueueOperation.Offer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;

/** What waits for the thread that writes to a queue. Bounded. Thread-safe. */
final class QueueInbox {
    /** Most offers that wait, and half of what waits in all. */
    static final int MOST_OFFERS = 16_384;

    /** Bodies that wait, about. */
    static final long MOST_BYTES = 64L << 20;

    private static final int BATCH = 256;
    private static final long BATCH_BYTES = 8L << 20;

    private final Queue<QueueOperation<?>> waiting = new ArrayDeque<>();
    private long bytes;
    private boolean closed;

    /**
     * @return false if there is no room
     * @throws StoreException if it is closed
     */
    synchronized boolean add(QueueOperation<?> operation) {
        if (closed) {
            throw closedAlready();
        }
        boolean full = operation instanceof Offer
                ? waiting.size() >= MOST_OFFERS || bytes >= MOST_BYTES
                : waiting.size() >= 2 * MOST_OFFERS;
        if (full) {
            return false;
        }
        waiting.add(operation);
        bytes += operation.bytes();
        if (waiting.size() == 1) {
            notifyAll();
        }
        return true;
    }

    static StoreException closedAlready() {
        return new StoreException("the queue is not open any more: it was closed", null);
    }

    /** Waits until there is something, and takes as much as belongs in one transaction; nothing once it is closed and empty. */
    synchronized List<QueueOperation<?>> take() throws InterruptedException {
        while (waiting.isEmpty() && !closed) {
            wait();
        }
        List<QueueOperation<?>> batch = new ArrayList<>(Math.min(BATCH, waiting.size()));
        long size = 0;
        while (!waiting.isEmpty() && batch.size() < BATCH && size < BATCH_BYTES) {
            QueueOperation<?> next = Objects.requireNonNull(waiting.poll());
            batch.add(next);
            size += next.bytes();
        }
        bytes -= size;
        return batch;
    }

    /** Takes nothing any more; what waits can be taken out. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }
}

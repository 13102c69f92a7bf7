package io.fluxgateway.jdbc;

import io.fluxgateway.trace.Trace;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What is yet to be written. When it is full the oldest successes are dropped, then the oldest log lines and spans, and
 * errors last. Adding takes no lock. Thread-safe.
 */
final class TraceBacklog {
    private final int capacity;
    private final Queue<Object> successes = new ConcurrentLinkedQueue<>();
    private final Queue<Object> parts = new ConcurrentLinkedQueue<>();
    private final Queue<Object> errors = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();
    private final LongAdder dropped = new LongAdder();

    /**
     * @param capacity most that wait, give or take one for each thread that adds at the moment
     */
    TraceBacklog(int capacity) {
        this.capacity = capacity;
    }

    void add(Trace trace) {
        add(trace.isError() ? errors : successes, trace);
    }

    /** Adds a span or a log line. */
    void addPart(Object part) {
        add(parts, part);
    }

    private void add(Queue<Object> queue, Object item) {
        queue.add(item);
        if (size.incrementAndGet() > capacity && poll() != null) {
            dropped.increment();
        }
    }

    /** Takes the oldest of those that are dropped first. */
    private @Nullable Object poll() {
        Object item = successes.poll();
        if (item == null) {
            item = parts.poll();
        }
        if (item == null) {
            item = errors.poll();
        }
        if (item != null) {
            size.decrementAndGet();
        }
        return item;
    }

    /** Moves up to that many to a list, errors first; traces in the order of their ends. */
    void drainTo(List<Object> items, int most) {
        int before = items.size();
        for (Queue<Object> queue : List.of(errors, parts, successes)) {
            while (items.size() < most) {
                Object item = queue.poll();
                if (item == null) {
                    break;
                }
                size.decrementAndGet();
                items.add(item);
            }
        }
        if (items.size() > before) {
            items.sort(Comparator.comparing(TraceBacklog::end));
        }
    }

    private static Instant end(Object item) {
        return item instanceof Trace trace ? trace.startedAt().plus(trace.duration()) : Instant.EPOCH;
    }

    int size() {
        return size.get();
    }

    /** Counts what was taken and could not be written. */
    void lost(int items) {
        dropped.add(items);
    }

    /** How many were dropped so far. */
    long dropped() {
        return dropped.sum();
    }
}

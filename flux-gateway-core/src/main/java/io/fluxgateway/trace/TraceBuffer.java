package io.fluxgateway.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** Keeps the traces of the last requests in memory. Writing takes no lock. */
public final class TraceBuffer implements TraceSink {
    public static final int DEFAULT_CAPACITY = 1_000;

    private final AtomicReferenceArray<@Nullable Trace> ring;
    private final AtomicLong written = new AtomicLong();

    public TraceBuffer() {
        this(DEFAULT_CAPACITY);
    }

    /**
     * @param capacity how many traces are kept, at least 1
     */
    public TraceBuffer(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity: " + capacity + " (expected: at least 1)");
        }
        this.ring = new AtomicReferenceArray<>(capacity);
    }

    @Override
    public void accept(Trace trace) {
        ring.set((int) (written.getAndIncrement() % ring.length()), trace);
    }

    /** The traces whose request ID starts with that prefix, latest first. */
    public List<Trace> find(String requestIdPrefix) {
        return latest().stream()
                .filter(trace -> trace.requestId().startsWith(requestIdPrefix))
                .toList();
    }

    /** All that are kept, latest first. */
    public List<Trace> latest() {
        List<Trace> traces = new ArrayList<>();
        long end = written.get();
        for (long i = end - 1; i >= Math.max(0, end - ring.length()); i--) {
            Trace trace = ring.get((int) (i % ring.length()));
            if (trace != null) {
                traces.add(trace);
            }
        }
        return traces;
    }
}

package io.fluxgateway.deno;

import io.fluxgateway.trace.LogEvent;
import io.fluxgateway.trace.Span;
import io.fluxgateway.trace.Trace;
import io.fluxgateway.trace.TraceSink;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;

/** Keeps what functions report. */
final class RecordedTraces implements TraceSink {
    private final Queue<Span> spans = new ConcurrentLinkedQueue<>();
    private final Queue<LogEvent> logs = new ConcurrentLinkedQueue<>();

    @Override
    public void accept(Trace trace) {
        throw new AssertionError("a function ends no request");
    }

    @Override
    public void accept(Span span) {
        spans.add(span);
    }

    @Override
    public void accept(LogEvent event) {
        logs.add(event);
    }

    List<Span> spans() {
        return List.copyOf(spans);
    }

    List<LogEvent> logs() {
        return List.copyOf(logs);
    }

    List<String> texts() {
        return logs.stream().map(LogEvent::text).toList();
    }

    /** These, but each event only once something has happened. */
    TraceSink afterwards(CountDownLatch happened) {
        return new TraceSink() {
            @Override
            public void accept(Trace trace) {
                RecordedTraces.this.accept(trace);
            }

            @Override
            public void accept(LogEvent event) {
                try {
                    happened.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                RecordedTraces.this.accept(event);
            }
        };
    }
}

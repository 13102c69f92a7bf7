package io.fluxgateway.deno;

import io.fluxgateway.trace.LogEvent;
import io.fluxgateway.trace.Span;
import io.fluxgateway.trace.Trace;
import io.fluxgateway.trace.TraceSink;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

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
}

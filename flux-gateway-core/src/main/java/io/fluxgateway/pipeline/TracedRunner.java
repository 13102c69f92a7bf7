package io.fluxgateway.pipeline;

import io.fluxgateway.exchange.RequestIds;
import io.fluxgateway.function.FunctionStartException;
import io.fluxgateway.http.HeaderNames;
import io.fluxgateway.http.Headers;
import io.fluxgateway.invocation.Invocation;
import io.fluxgateway.invocation.InvocationRunner;
import io.fluxgateway.trace.Span;
import io.fluxgateway.trace.TraceSink;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Makes each run of a queued invocation a span in the trace of the request that asked for it. */
public final class TracedRunner implements InvocationRunner {
    private static final int PARENT_START = 36;
    private static final int PARENT_END = 52;

    private final InvocationRunner runner;
    private final TraceSink sink;

    public TracedRunner(InvocationRunner runner, TraceSink sink) {
        this.runner = runner;
        this.sink = sink;
    }

    @Override
    public CompletionStage<Integer> run(Invocation invocation) {
        String spanId = RequestIds.spanId();
        Instant startedAt = Instant.now();
        long start = System.nanoTime();
        return runner.run(withSpan(invocation, spanId))
                .whenComplete((status, error) -> sink.accept(new Span(
                        invocation.requestId(),
                        spanId,
                        parent(invocation.headers().first(HeaderNames.TRACEPARENT)),
                        Span.Kind.CONSUMER,
                        invocation.function().name(),
                        "run of " + invocation.function().name(),
                        startedAt,
                        Duration.ofNanos(System.nanoTime() - start),
                        outcome(status, error))));
    }

    private static Invocation withSpan(Invocation invocation, String spanId) {
        Headers headers = new Headers();
        invocation.headers().forEach(headers::add);
        headers.set(HeaderNames.FLUX_SPAN, spanId);
        return new Invocation(
                invocation.requestId(),
                invocation.function(),
                invocation.path(),
                invocation.query(),
                invocation.params(),
                headers,
                invocation.body());
    }

    private static @Nullable String parent(@Nullable String traceparent) {
        return traceparent == null ? null : traceparent.substring(PARENT_START, PARENT_END);
    }

    private static Map<String, String> outcome(@Nullable Integer status, @Nullable Throwable error) {
        if (status != null) {
            return Map.of("http.response.status_code", status.toString());
        }
        Throwable cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        return Map.of("error.type", cause == null ? "unknown" : code(cause));
    }

    /** As a client would be told it, where that says it all. */
    private static String code(Throwable error) {
        if (error instanceof FunctionStartException) {
            return "function_failed_to_start";
        }
        boolean late = error instanceof TimeoutException || error instanceof HttpTimeoutException;
        return late ? "function_timeout" : error.getClass().getName();
    }
}

package io.fluxgateway.pipeline;

import io.fluxgateway.exchange.RequestIds;
import io.fluxgateway.function.RetryPolicy;
import io.fluxgateway.http.HeaderNames;
import io.fluxgateway.http.Headers;
import io.fluxgateway.invocation.Invocation;
import io.fluxgateway.invocation.Invocation.Kind;
import io.fluxgateway.invocation.InvocationRunner;
import io.fluxgateway.invocation.Lease;
import io.fluxgateway.invocation.Outcome;
import io.fluxgateway.trace.Span;
import io.fluxgateway.trace.TraceSink;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Makes each attempt of a queued invocation a span in the trace of the request that asked for it. */
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
    public RetryPolicy retry(Invocation invocation) {
        return runner.retry(invocation);
    }

    @Override
    public CompletionStage<Outcome> run(Lease lease) {
        String spanId = RequestIds.spanId();
        Instant startedAt = Instant.now();
        long start = System.nanoTime();
        Invocation invocation = lease.invocation();
        String does = invocation.kind() == Kind.CALL ? "run of " : "callback of ";
        return runner.run(withSpan(lease, spanId))
                .whenComplete((outcome, error) -> sink.accept(new Span(
                        invocation.requestId(),
                        spanId,
                        parent(invocation.headers().first(HeaderNames.TRACEPARENT)),
                        Span.Kind.CONSUMER,
                        invocation.function(),
                        does + invocation.function(),
                        startedAt,
                        Duration.ofNanos(System.nanoTime() - start),
                        attributes(lease, outcome, error))));
    }

    private static Lease withSpan(Lease lease, String spanId) {
        Invocation invocation = lease.invocation();
        Headers headers = new Headers();
        invocation.headers().forEach(headers::add);
        headers.set(HeaderNames.FLUX_SPAN, spanId);
        Invocation traced = new Invocation(
                invocation.id(),
                invocation.requestId(),
                invocation.kind(),
                invocation.function(),
                invocation.keyId(),
                invocation.path(),
                invocation.query(),
                invocation.params(),
                headers,
                invocation.body(),
                invocation.callback());
        return new Lease(traced, lease.worker(), lease.attempt(), lease.attemptInSeries());
    }

    private static @Nullable String parent(@Nullable String traceparent) {
        return traceparent == null ? null : traceparent.substring(PARENT_START, PARENT_END);
    }

    private static Map<String, String> attributes(Lease lease, @Nullable Outcome outcome, @Nullable Throwable error) {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("flux.invocation.id", lease.id());
        attributes.put("flux.invocation.kind", lease.invocation().kind().name().toLowerCase(Locale.ROOT));
        attributes.put("flux.invocation.attempt", Integer.toString(lease.attempt()));
        Outcome.Response response = outcome == null ? null : outcome.response();
        if (response != null) {
            attributes.put("http.response.status_code", Integer.toString(response.status()));
        } else {
            attributes.put("error.type", outcome == null ? name(error) : String.valueOf(outcome.error()));
        }
        return attributes;
    }

    private static String name(@Nullable Throwable error) {
        Throwable cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        return cause == null ? "unknown" : cause.getClass().getName();
    }
}

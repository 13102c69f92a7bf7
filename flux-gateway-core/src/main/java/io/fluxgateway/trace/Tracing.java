package io.fluxgateway.trace;

import io.fluxgateway.exchange.AttributeKey;
import io.fluxgateway.exchange.Caller;
import io.fluxgateway.exchange.CommitHook;
import io.fluxgateway.exchange.CompletionHook;
import io.fluxgateway.exchange.Exchange;
import io.fluxgateway.exchange.Handled;
import io.fluxgateway.http.HeaderNames;
import io.fluxgateway.http.Problem;
import io.fluxgateway.middleware.Middleware;
import io.fluxgateway.middleware.Next;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Steps 0 and 5: mints the request ID or continues the caller's trace, puts the ID on every response and on the forwarded
 * request, and hands the trace to the sink when all is over.
 */
public final class Tracing implements Middleware {
    private static final int LONGEST_INBOUND_ID = 128;
    private static final AttributeKey<Span> SPAN = AttributeKey.of("span");
    private static final CommitHook STAMP = exchange -> {
        String id = exchange.requestId();
        if (id != null) {
            exchange.setResponseHeader(HeaderNames.X_REQUEST_ID, id);
        }
    };

    private final boolean trustRequestIds;
    private final CompletionHook finish;

    /**
     * @param trustRequestIds whether an inbound {@code x-request-id} of 32 hexadecimal digits becomes the request's ID
     */
    public Tracing(TraceSink sink, boolean trustRequestIds) {
        this.trustRequestIds = trustRequestIds;
        this.finish = exchange -> {
            Span span = exchange.get(SPAN);
            if (span != null) {
                sink.accept(trace(exchange, span));
            }
        };
    }

    @Override
    public Handled handle(Exchange exchange, Next next) {
        String inboundId = printable(exchange.header(HeaderNames.X_REQUEST_ID));
        TraceContext context = context(exchange, inboundId);
        Span span = new Span(context, RequestIds.spanId(), inboundId, System.currentTimeMillis());
        exchange.put(SPAN, span);
        exchange.requestId(context.traceId());
        exchange.forwardHeader(HeaderNames.X_REQUEST_ID, context.traceId());
        exchange.forwardHeader(HeaderNames.TRACEPARENT, context.traceparent(span.id));
        if (context.state() != null) {
            exchange.forwardHeader(HeaderNames.TRACESTATE, context.state());
        }
        exchange.beforeCommit(STAMP);
        exchange.onComplete(finish);
        return next.proceed(exchange);
    }

    private TraceContext context(Exchange exchange, @Nullable String inboundId) {
        List<String> traceparent = exchange.headers(HeaderNames.TRACEPARENT);
        TraceContext inbound = traceparent.isEmpty()
                ? null
                : TraceContext.parse(traceparent, exchange.headers(HeaderNames.TRACESTATE));
        if (trustRequestIds && inboundId != null && TraceContext.isTraceId(inboundId)) {
            if (inbound == null || !inbound.traceId().equals(inboundId)) {
                return new TraceContext(inboundId, null, true, null);
            }
        }
        return inbound != null ? inbound : new TraceContext(RequestIds.requestId(), null, true, null);
    }

    private static @Nullable String printable(@Nullable String id) {
        boolean kept =
                id != null && id.length() <= LONGEST_INBOUND_ID && id.chars().allMatch(c -> c > ' ' && c < 0x7f);
        return kept ? id : null;
    }

    private static Trace trace(Exchange exchange, Span span) {
        Problem problem = exchange.problem();
        Caller caller = exchange.caller();
        return new Trace(
                span.context.traceId(),
                span.context.parentSpanId(),
                span.id,
                span.inboundId,
                exchange.methodName(),
                exchange.receivedPath(),
                exchange.responseStatus(),
                problem == null ? null : problem.code(),
                caller == null ? null : caller.keyName(),
                Instant.ofEpochMilli(span.startMillis),
                Duration.ofNanos(System.nanoTime() - exchange.startNanos()),
                exchange.decisions());
    }

    private record Span(
            TraceContext context, String id, @Nullable String inboundId, long startMillis) {}
}

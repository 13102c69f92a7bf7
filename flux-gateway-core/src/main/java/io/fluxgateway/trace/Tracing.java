package io.fluxgateway.trace;

import io.fluxgateway.exchange.AttributeKey;
import io.fluxgateway.exchange.Caller;
import io.fluxgateway.exchange.CommitHook;
import io.fluxgateway.exchange.CompletionHook;
import io.fluxgateway.exchange.Exchange;
import io.fluxgateway.exchange.Handled;
import io.fluxgateway.exchange.RequestIds;
import io.fluxgateway.function.FunctionCall;
import io.fluxgateway.function.FunctionManifest;
import io.fluxgateway.http.HeaderNames;
import io.fluxgateway.http.Problem;
import io.fluxgateway.middleware.Middleware;
import io.fluxgateway.middleware.Next;
import io.fluxgateway.route.RouteMatch;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Steps 0 and 5: mints the request ID or continues the caller's trace, puts the ID on every response and on the forwarded
 * request, and hands the trace to the sink when all is over.
 */
public final class Tracing implements Middleware {
    private static final int LONGEST_INBOUND_ID = 128;
    private static final AttributeKey<GatewaySpan> SPAN = AttributeKey.of("span");
    private static final CommitHook STAMP = exchange -> {
        String id = exchange.requestId();
        if (id != null) {
            exchange.setResponseHeader(HeaderNames.X_REQUEST_ID, id);
        }
    };

    private final boolean trustRequestIds;
    private final BooleanSupplier keepsQueries;
    private final CompletionHook finish;

    /**
     * @param trustRequestIds whether an inbound {@code x-request-id} of 32 hexadecimal digits becomes the request's ID
     * @param sampling        the share of traces to keep as it is now, 0 to 1; errors are always kept
     * @param keepsQueries    whether traces have the query as it is now
     */
    public Tracing(
            TraceSink sink,
            GatewayListener listener,
            boolean trustRequestIds,
            DoubleSupplier sampling,
            BooleanSupplier keepsQueries) {
        this.trustRequestIds = trustRequestIds;
        this.keepsQueries = keepsQueries;
        this.finish = exchange -> {
            GatewaySpan span = exchange.get(SPAN);
            if (span != null) {
                Trace trace = trace(exchange, span);
                listener.requestEnded(trace);
                if (trace.isError() || Sampling.keeps(trace.requestId(), sampling.getAsDouble())) {
                    sink.accept(trace);
                }
            }
        };
    }

    @Override
    public Handled handle(Exchange exchange, Next next) {
        String inboundId = printable(exchange.header(HeaderNames.X_REQUEST_ID));
        TraceContext context = context(exchange, inboundId);
        GatewaySpan span = new GatewaySpan(context, RequestIds.spanId(), inboundId, Instant.now());
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
                return new TraceContext(inboundId, null, TraceContext.SAMPLED, null);
            }
        }
        return inbound != null ? inbound : TraceContext.start();
    }

    private static @Nullable String printable(@Nullable String id) {
        boolean kept =
                id != null && id.length() <= LONGEST_INBOUND_ID && id.chars().allMatch(c -> c > ' ' && c < 0x7f);
        return kept ? id : null;
    }

    private Trace trace(Exchange exchange, GatewaySpan span) {
        Problem problem = exchange.problem();
        Caller caller = exchange.caller();
        RouteMatch match = exchange.get(RouteMatch.ATTRIBUTE);
        FunctionManifest function = match == null ? null : match.route().function();
        FunctionCall call = exchange.get(FunctionCall.ATTRIBUTE);
        boolean gone = exchange.isClientGone();
        return new Trace(
                span.context.traceId(),
                span.context.parentSpanId(),
                span.id,
                span.inboundId,
                exchange.methodName(),
                exchange.receivedPath(),
                keepsQueries.getAsBoolean() ? exchange.query() : null,
                gone && !exchange.isCommitted() ? Trace.CLIENT_CLOSED_REQUEST : exchange.responseStatus(),
                problem == null ? null : problem.code(),
                gone,
                caller == null ? null : caller.keyName(),
                span.startedAt,
                Duration.ofNanos(exchange.elapsedNanos()),
                exchange.decisions(),
                function == null ? null : function.name(),
                function == null ? null : function.runtime(),
                call == null
                        ? null
                        : new Trace.Call(
                                call.spanId(),
                                Duration.ofNanos(call.startedNanos() - call.askedNanos()),
                                Duration.ofNanos(call.startedNanos())),
                exchange.clientAddress());
    }

    private record GatewaySpan(
            TraceContext context, String id, @Nullable String inboundId, Instant startedAt) {}
}

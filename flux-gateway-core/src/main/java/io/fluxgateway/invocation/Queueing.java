package io.fluxgateway.invocation;

import io.fluxgateway.exchange.Body;
import io.fluxgateway.exchange.Exchange;
import io.fluxgateway.exchange.Handled;
import io.fluxgateway.exchange.RequestIds;
import io.fluxgateway.http.HeaderNames;
import io.fluxgateway.http.Headers;
import io.fluxgateway.http.Status;
import io.fluxgateway.invocation.Admission.Accepted;
import io.fluxgateway.invocation.Admission.Conflict;
import io.fluxgateway.invocation.Admission.Repeated;
import io.fluxgateway.route.InvocationPath;
import io.fluxgateway.route.RouteMatch;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Queues calls of {@code async} functions, and answers 202 when they are queued. */
final class Queueing {
    private static final Logger LOG = LoggerFactory.getLogger(Queueing.class);

    private final InvocationQueue queue;
    private final OncePerMinute failures = new OncePerMinute();

    Queueing(InvocationQueue queue) {
        this.queue = queue;
    }

    /**
     * Queues a call.
     *
     * @param headers fields that the function is to be sent
     */
    Handled enqueue(Exchange exchange, RouteMatch match, CallOptions options, Headers headers, byte[] body)
            throws Exception {
        String requestId = Objects.requireNonNull(exchange.requestId(), "dispatch comes after tracing");
        String function = match.route().function().name();
        String keyId = Objects.requireNonNull(exchange.caller(), "dispatch comes after authentication")
                .keyId();
        Invocation invocation = new Invocation(
                isOfClient(requestId, exchange) ? RequestIds.requestId() : requestId,
                requestId,
                Invocation.Kind.CALL,
                function,
                keyId,
                exchange.path().raw(),
                exchange.query(),
                match.params(),
                headers,
                body,
                options.callback());
        String key = options.idempotencyKey();
        Idempotency idempotency = key == null ? null : IdempotencyKey.scoped(key, keyId, function, exchange, body);
        return exchange.await(
                queue.offer(new Submission(invocation, options.delay(), idempotency)),
                (e, admission) -> answer(e, invocation, admission),
                this::failed);
    }

    /** Several requests may have the ID that a client chose, but each invocation has one of its own. */
    private static boolean isOfClient(String requestId, Exchange exchange) {
        return requestId.equals(exchange.header(HeaderNames.X_REQUEST_ID))
                || exchange.headers(HeaderNames.TRACEPARENT).stream().anyMatch(field -> field.contains(requestId));
    }

    private static Handled answer(Exchange exchange, Invocation invocation, Admission admission) {
        if (admission instanceof Accepted) {
            return accepted(exchange, invocation.id(), invocation.requestId());
        }
        if (admission instanceof Repeated first) {
            exchange.setResponseHeader(HeaderNames.IDEMPOTENCY_REPLAYED, "true");
            return accepted(exchange, first.id(), first.requestId());
        }
        return exchange.reject(
                admission instanceof Conflict ? QueueProblems.KEY_REUSED : QueueProblems.full(invocation.function()));
    }

    private static Handled accepted(Exchange exchange, String id, String requestId) {
        exchange.setResponseHeader(HeaderNames.LOCATION, InvocationPath.of(id));
        String invocation = id.equals(requestId) ? "" : "\"invocationId\":\"" + id + "\",";
        return exchange.respond(
                Status.ACCEPTED,
                Body.json("{\"requestId\":\"" + requestId + "\"," + invocation + "\"status\":\"queued\"}"));
    }

    private Handled failed(Exchange exchange, Throwable error) {
        if (failures.isDue()) {
            LOG.error("[{}] could not be queued, as the queue fails: {}", exchange.requestId(), error.toString());
        }
        exchange.failure(error);
        return exchange.reject(QueueProblems.UNAVAILABLE);
    }
}

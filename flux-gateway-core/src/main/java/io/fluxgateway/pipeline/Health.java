package io.fluxgateway.pipeline;

import io.fluxgateway.exchange.Body;
import io.fluxgateway.exchange.Exchange;
import io.fluxgateway.exchange.Handled;
import io.fluxgateway.exchange.RequestIds;
import io.fluxgateway.http.HeaderNames;
import io.fluxgateway.http.Method;
import io.fluxgateway.http.Problem;
import io.fluxgateway.http.Status;
import io.fluxgateway.middleware.Middleware;
import io.fluxgateway.middleware.Next;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers those who ask every few seconds whether this node lives, and whether to send it requests: {@code GET} or {@code
 * HEAD} of {@value #LIVE} and {@value #READY}. Needs no key, costs no quota and leaves no trace, so it comes before all that
 * does; tells nothing about the project.
 */
public final class Health implements Middleware {
    /** 200 as long as requests are handled at all. */
    public static final String LIVE = "/_flux/health/live";
    /** 200 if requests are welcome, else 503 with the reason. */
    public static final String READY = "/_flux/health/ready";

    private static final Body IS_LIVE = json("{\"status\":\"live\"}");
    private static final Body IS_READY = json("{\"status\":\"ready\"}");
    private static final Problem NOT_READY =
            Problem.of(Status.SERVICE_UNAVAILABLE, "not_ready", "Not ready", "Send requests to another node for now.");

    private final Supplier<@Nullable String> unready;

    /**
     * @param unready why no requests are wanted now, as a sentence; null if they are
     */
    public Health(Supplier<@Nullable String> unready) {
        this.unready = unready;
    }

    @Override
    public Handled handle(Exchange exchange, Next next) {
        String path = exchange.receivedPath();
        boolean live = path.equals(LIVE);
        if (!live && !path.equals(READY)) {
            return next.proceed(exchange);
        }
        boolean asks = exchange.method() == Method.GET || exchange.method() == Method.HEAD;
        if (!asks || exchange.refusal() != null) {
            return next.proceed(exchange);
        }
        String id = RequestIds.requestId();
        exchange.requestId(id);
        exchange.setResponseHeader(HeaderNames.X_REQUEST_ID, id);
        exchange.setResponseHeader(HeaderNames.CACHE_CONTROL, "no-store");
        String reason = live ? null : unready.get();
        if (reason != null) {
            return exchange.reject(NOT_READY.with("reason", reason));
        }
        return exchange.respond(Status.OK, live ? IS_LIVE : IS_READY);
    }

    private static Body json(String text) {
        return new Body("application/json", text.getBytes(StandardCharsets.UTF_8));
    }
}

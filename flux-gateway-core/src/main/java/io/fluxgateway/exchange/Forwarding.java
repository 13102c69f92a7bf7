package io.fluxgateway.exchange;

import io.fluxgateway.http.HeaderNames;
import io.fluxgateway.http.Problem;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way to an {@link Endpoint}, as its host sees it: what to send, and whom to tell.
 *
 * <p>A host calls, in this order and on the exchange's thread: the getters and {@link #eachRequestHeader}; then either
 * {@link #failed} once, or {@link #relays} once and, if that is true, puts status and fields into its own response,
 * calls {@link #committing} and streams the body back. After that it only finishes or aborts the exchange.
 */
public final class Forwarding {
    /** Request fields of the client that are not sent on; further those named in {@code Connection}. */
    public static final Set<String> DROPPED_REQUEST_HEADERS = Set.of(
            "connection",
            "keep-alive",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "http2-settings",
            "expect",
            "proxy-authorization",
            "proxy-authenticate",
            HeaderNames.HOST,
            HeaderNames.AUTHORIZATION,
            HeaderNames.X_REQUEST_ID,
            HeaderNames.TRACEPARENT,
            HeaderNames.TRACESTATE,
            HeaderNames.X_FORWARDED_FOR,
            HeaderNames.X_FORWARDED_HOST,
            HeaderNames.X_FORWARDED_PROTO,
            "x-forwarded-port",
            "x-forwarded-prefix",
            "x-forwarded-server",
            "x-forwarded-ssl",
            "x-real-ip",
            HeaderNames.FORWARDED);

    /** Response fields of an upstream that are not relayed; further those named in {@code Connection}. */
    public static final Set<String> DROPPED_RESPONSE_HEADERS = Set.of(
            "connection",
            "keep-alive",
            "proxy-connection",
            "proxy-authenticate",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private final Exchange exchange;
    private final Endpoint endpoint;
    private final Duration timeLimit;
    private final ForwardListener listener;

    Forwarding(Exchange exchange, Endpoint endpoint, Duration timeLimit, ForwardListener listener) {
        this.exchange = exchange;
        this.endpoint = endpoint;
        this.timeLimit = timeLimit;
        this.listener = listener;
    }

    public Endpoint endpoint() {
        return endpoint;
    }

    /** How long the upstream may take from now until its response head is there. */
    public Duration timeLimit() {
        return timeLimit;
    }

    /** Largest body that is sent, in bytes; a larger one {@link #failed fails} as {@link ForwardFailure#REQUEST_TOO_LARGE}. */
    public long maxBody() {
        return exchange.maxBody();
    }

    /** Path and query to request from the endpoint. */
    public String requestTarget() {
        String path = exchange.path().raw();
        String query = exchange.query();
        if (query == null && endpoint.basePath().isEmpty()) {
            return path;
        }
        return endpoint.basePath() + path + (query == null ? "" : "?" + query);
    }

    /** Whether a field of the client's request is sent on. Names in any case; without those named in Connection. */
    public static boolean forwardsRequestHeader(String name) {
        return !HeaderNames.hasPrefix(name, HeaderNames.FLUX_PREFIX)
                && !DROPPED_REQUEST_HEADERS.contains(name.toLowerCase(Locale.ROOT));
    }

    /** Whether a field of the upstream's response is relayed. Names in any case; without those named in Connection. */
    public static boolean relaysResponseHeader(String name) {
        return !HeaderNames.hasPrefix(name, HeaderNames.FLUX_PREFIX)
                && !DROPPED_RESPONSE_HEADERS.contains(name.toLowerCase(Locale.ROOT));
    }

    /** Gives each field to send besides the client's own, {@code Host} included. Names are in lower case. */
    public void eachRequestHeader(BiConsumer<String, String> consumer) {
        exchange.eachForwardedHeader(endpoint, consumer);
    }

    /**
     * The upstream's response head is there.
     *
     * @param status the upstream's status
     * @param header looks up the first value of an upstream response field, null if it is not there
     * @return true to relay the response; false if the exchange has been answered otherwise, so that the upstream's
     *     response is to be thrown away
     */
    public boolean relays(int status, Function<String, @Nullable String> header) {
        Problem instead = listener.responded(exchange, status, header);
        if (instead != null) {
            exchange.reject(instead);
            return false;
        }
        return true;
    }

    /** To be called when status and relayed fields are in the host's response, before the head leaves. */
    public void committing() {
        exchange.committing();
    }

    /**
     * No response head came. Answers the client.
     *
     * @param cause what happened, for the log; null if there is no more to say
     */
    public void failed(ForwardFailure failure, @Nullable Throwable cause) {
        exchange.failure(cause);
        exchange.reject(listener.failed(exchange, failure));
    }
}

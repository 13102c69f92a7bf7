package io.fluxgateway.undertow;

import io.fluxgateway.http.Problem;
import io.fluxgateway.http.Status;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Protocols;
import org.jspecify.annotations.Nullable;

/** Finds what Undertow lets pass though it is not HTTP as the gateway speaks it, or frames a body ambiguously. */
final class RequestCheck {
    private static final Problem VERSION = Problem.of(
            Status.HTTP_VERSION_NOT_SUPPORTED,
            "http_version_not_supported",
            "HTTP version not supported",
            "Use HTTP/1.1 or HTTP/2.");
    private static final Problem OLD_FRAMING = Problem.of(
            Status.BAD_REQUEST, "request_framing_invalid", "Bad request", "HTTP/1.0 has no transfer codings.");
    private static final Problem CODING = Problem.of(
            Status.NOT_IMPLEMENTED,
            "transfer_coding_not_supported",
            "Transfer coding not supported",
            "The only transfer coding of a request is chunked.");

    private RequestCheck() {}

    /** Why a request is to be refused; null if it is not. */
    static @Nullable Problem problemWith(HttpServerExchange exchange) {
        HttpString protocol = exchange.getProtocol();
        boolean http10 = protocol.equals(Protocols.HTTP_1_0);
        if (!protocol.equals(Protocols.HTTP_1_1) && !protocol.equals(Protocols.HTTP_2_0) && !http10) {
            return VERSION;
        }
        HeaderValues codings = exchange.getRequestHeaders().get(Headers.TRANSFER_ENCODING);
        if (codings != null && http10) {
            return OLD_FRAMING;
        }
        boolean unknown =
                codings != null && (codings.size() > 1 || !codings.getFirst().equalsIgnoreCase("chunked"));
        return unknown ? CODING : null;
    }

    /** True if the client asks for a protocol such as WebSocket, which cannot be forwarded; h2c may be ignored. */
    static boolean asksForUpgrade(HttpServerExchange exchange) {
        String upgrade = exchange.getRequestHeaders().getFirst(Headers.UPGRADE);
        return upgrade != null
                && !upgrade.equalsIgnoreCase("h2c")
                && HopByHop.namedIn(exchange.getRequestHeaders()).contains(Headers.UPGRADE);
    }
}

package io.fluxgateway.undertow;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Protocols;

/** Refuses what Undertow lets pass though it is not HTTP as the gateway speaks it, or frames a body ambiguously. */
final class RequestCheck {
    private static final int BAD_REQUEST = 400;
    static final int NOT_IMPLEMENTED = 501;
    private static final int VERSION_NOT_SUPPORTED = 505;

    static final String PROBLEM = "application/problem+json";

    private RequestCheck() {}

    /** Answers a request that is refused. */
    static boolean refuses(HttpServerExchange exchange) {
        HttpString protocol = exchange.getProtocol();
        boolean http10 = protocol.equals(Protocols.HTTP_1_0);
        if (!protocol.equals(Protocols.HTTP_1_1) && !protocol.equals(Protocols.HTTP_2_0) && !http10) {
            return refuse(
                    exchange,
                    VERSION_NOT_SUPPORTED,
                    "http_version_not_supported",
                    "HTTP version not supported",
                    "Use HTTP/1.1 or HTTP/2.");
        }
        HeaderValues codings = exchange.getRequestHeaders().get(Headers.TRANSFER_ENCODING);
        if (codings != null && http10) {
            return refuse(
                    exchange,
                    BAD_REQUEST,
                    "request_framing_invalid",
                    "Bad request",
                    "HTTP/1.0 has no transfer codings.");
        }
        if (codings != null && (codings.size() > 1 || !codings.getFirst().equalsIgnoreCase("chunked"))) {
            return refuse(
                    exchange,
                    NOT_IMPLEMENTED,
                    "transfer_coding_not_supported",
                    "Transfer coding not supported",
                    "The only transfer coding of a request is chunked.");
        }
        return false;
    }

    /** True if the client asks for a protocol such as WebSocket, which cannot be forwarded; h2c may be ignored. */
    static boolean asksForUpgrade(HttpServerExchange exchange) {
        String upgrade = exchange.getRequestHeaders().getFirst(Headers.UPGRADE);
        return upgrade != null
                && !upgrade.equalsIgnoreCase("h2c")
                && HopByHop.namedIn(exchange.getRequestHeaders()).contains(Headers.UPGRADE);
    }

    private static boolean refuse(HttpServerExchange exchange, int status, String code, String title, String detail) {
        exchange.setPersistent(false);
        exchange.setStatusCode(status);
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, PROBLEM);
        exchange.getResponseSender().send(problem(status, code, title, detail));
        return true;
    }

    /** A problem as RFC 9457 JSON; the texts contain nothing that needs to be escaped. */
    static String problem(int status, String code, String title, String detail) {
        return "{\"type\":\"about:blank\",\"title\":\"" + title + "\",\"status\":" + status + ",\"code\":\"" + code
                + "\",\"detail\":\"" + detail + "\"}";
    }
}

package io.fluxgateway.undertow;

import io.undertow.server.HttpServerExchange;

/** The request target as it was received (RFC 9112 section 3.2). */
final class RequestTarget {
    private RequestTarget() {}

    /** The path, percent-encoded and not normalised. */
    static String path(HttpServerExchange exchange) {
        String uri = exchange.getRequestURI();
        if (!exchange.isHostIncludedInRequestURI()) {
            return uri;
        }
        int authority = uri.indexOf("://");
        if (authority < 0) {
            return uri;
        }
        int path = uri.indexOf('/', authority + "://".length());
        return path < 0 ? "/" : uri.substring(path);
    }
}

package io.fluxgateway.undertow;

import io.undertow.server.HttpServerExchange;

/** The request target as it was received (RFC 9112 section 3.2). */
final class RequestTarget {
    private static final String BEFORE_AUTHORITY = "://";

    private RequestTarget() {}

    /** The path, percent-encoded and not normalised. */
    static String path(HttpServerExchange exchange) {
        String uri = exchange.getRequestURI();
        if (!exchange.isHostIncludedInRequestURI() || uri.indexOf(BEFORE_AUTHORITY) < 0) {
            return uri;
        }
        int path = authorityEnd(uri);
        return path == uri.length() ? "/" : uri.substring(path);
    }

    /** The authority of a target in absolute form; what there is else. */
    static String authority(HttpServerExchange exchange) {
        String uri = exchange.getRequestURI();
        int before = uri.indexOf(BEFORE_AUTHORITY);
        return before < 0 ? uri : uri.substring(before + BEFORE_AUTHORITY.length(), authorityEnd(uri));
    }

    private static int authorityEnd(String uri) {
        int path = uri.indexOf('/', uri.indexOf(BEFORE_AUTHORITY) + BEFORE_AUTHORITY.length());
        return path < 0 ? uri.length() : path;
    }
}

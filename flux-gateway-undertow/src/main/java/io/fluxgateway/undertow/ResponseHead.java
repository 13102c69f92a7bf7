package io.fluxgateway.undertow;

import io.fluxgateway.http.ResponseFraming;
import io.undertow.client.ClientResponse;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import io.undertow.util.Protocols;
import org.jspecify.annotations.Nullable;

/** Reads the upstream's response head and writes the client's (RFC 9110 section 7.6, RFC 9112 section 6). */
final class ResponseHead {
    private static final int NO_CONTENT = 204;
    private static final int NOT_MODIFIED = 304;

    private ResponseHead() {}

    /** What is wrong with a head that cannot be relayed, or null. */
    static @Nullable String defect(ClientResponse response) {
        HeaderMap headers = response.getResponseHeaders();
        return ResponseFraming.defect(
                response.getResponseCode(),
                HopByHop.values(headers, Headers.TRANSFER_ENCODING),
                HopByHop.values(headers, Headers.CONTENT_LENGTH));
    }

    /** Whether a response to this request never has a body. */
    static boolean hasNoBody(HttpServerExchange exchange, int status) {
        return exchange.getRequestMethod().equals(Methods.HEAD) || status == NO_CONTENT || status == NOT_MODIFIED;
    }

    /** Puts status and relayed fields into the client's response. */
    static void copy(ClientResponse response, HttpServerExchange exchange, boolean hasNoBody) {
        exchange.setStatusCode(response.getResponseCode());
        HeaderMap from = response.getResponseHeaders();
        HeaderMap to = exchange.getResponseHeaders();
        HopByHop named = HopByHop.namedIn(from);
        for (long i = from.fastIterateNonEmpty(); i != -1L; i = from.fiNextNonEmpty(i)) {
            HeaderValues values = from.fiCurrent(i);
            HttpString name = values.getHeaderName();
            if (HopByHop.RESPONSE.passes(name) && !named.contains(name)) {
                for (String value : values) {
                    to.add(name, value);
                }
            }
        }
        HeaderValues lengths = to.get(Headers.CONTENT_LENGTH);
        if (from.contains(Headers.TRANSFER_ENCODING)) {
            to.remove(Headers.CONTENT_LENGTH);
        } else if (lengths != null && lengths.size() > 1) {
            to.put(Headers.CONTENT_LENGTH, lengths.getFirst());
        }
        if (!hasNoBody && exchange.getProtocol().equals(Protocols.HTTP_1_1) && !to.contains(Headers.CONTENT_LENGTH)) {
            // Said explicitly, Undertow keeps to it also on a connection that is closed afterwards: a client must be
            // able to tell a truncated response from a complete one.
            to.put(Headers.TRANSFER_ENCODING, "chunked");
        }
    }
}

package io.fluxgateway.undertow;

import io.fluxgateway.exchange.Forwarding;
import io.undertow.client.ClientRequest;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;

/** Writes the head of the request that is forwarded (RFC 9110 section 7.6). */
final class RequestHead {
    private RequestHead() {}

    static ClientRequest of(HttpServerExchange exchange, Forwarding forwarding) {
        ClientRequest request =
                new ClientRequest().setMethod(exchange.getRequestMethod()).setPath(forwarding.requestTarget());
        HeaderMap client = exchange.getRequestHeaders();
        HeaderMap upstream = request.getRequestHeaders();
        HopByHop named = HopByHop.namedIn(client);
        for (long i = client.fastIterateNonEmpty(); i != -1L; i = client.fiNextNonEmpty(i)) {
            HeaderValues values = client.fiCurrent(i);
            HttpString name = values.getHeaderName();
            if (HopByHop.REQUEST.passes(name) && !named.contains(name)) {
                upstream.putAll(name, values);
            }
        }
        forwarding.eachRequestHeader((name, value) -> upstream.put(HopByHop.name(name), value));
        if (!exchange.isRequestComplete() && !upstream.contains(Headers.CONTENT_LENGTH)) {
            upstream.put(Headers.TRANSFER_ENCODING, "chunked");
        }
        return request;
    }
}

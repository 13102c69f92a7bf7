package io.fluxgateway.servlet;

import io.fluxgateway.exchange.Forwarding;
import io.fluxgateway.http.ConnectionField;
import io.fluxgateway.http.HeaderNames;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Locale;
import java.util.Set;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;

/** Writes the head of the request that is forwarded (RFC 9110 section 7.6). */
final class RequestHead {
    private RequestHead() {}

    static ClassicHttpRequest of(HttpServletRequest client, ClientBody body, Forwarding forwarding) {
        // The path is set apart from the URI, so that it leaves as it is.
        ClassicHttpRequest request = new BasicClassicHttpRequest(client.getMethod(), forwarding.requestTarget());
        Set<String> named = ConnectionField.names(Collections.list(client.getHeaders("connection")));
        for (Enumeration<String> names = client.getHeaderNames(); names.hasMoreElements(); ) {
            String name = names.nextElement();
            if (Forwarding.forwardsRequestHeader(name)
                    && !named.contains(name.toLowerCase(Locale.ROOT))
                    && !frames(name)) {
                for (Enumeration<String> values = client.getHeaders(name); values.hasMoreElements(); ) {
                    request.addHeader(name, values.nextElement());
                }
            }
        }
        forwarding.eachRequestHeader(request::setHeader);
        if (body.isPresent()) {
            request.setEntity(body);
            if (body.getContentLength() >= 0) {
                request.setHeader(HeaderNames.CONTENT_LENGTH, Long.toString(body.getContentLength()));
            } else {
                request.setHeader("transfer-encoding", "chunked");
            }
        }
        return request;
    }

    private static boolean frames(String name) {
        return name.equalsIgnoreCase(HeaderNames.CONTENT_LENGTH);
    }
}

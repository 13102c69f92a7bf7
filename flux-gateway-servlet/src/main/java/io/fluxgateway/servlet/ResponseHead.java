package io.fluxgateway.servlet;

import io.fluxgateway.exchange.Forwarding;
import io.fluxgateway.http.ConnectionField;
import io.fluxgateway.http.HeaderNames;
import io.fluxgateway.http.ResponseFraming;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/** Reads the upstream's response head and writes the client's (RFC 9110 section 7.6, RFC 9112 section 6). */
final class ResponseHead {
    private ResponseHead() {}

    /** The first value of a field, or null. */
    static @Nullable String first(HttpResponse response, String name) {
        Header header = response.getFirstHeader(name);
        return header == null ? null : header.getValue();
    }

    /** What is wrong with a head that cannot be relayed, or null. */
    static @Nullable String defect(HttpResponse response) {
        return ResponseFraming.defect(
                response.getCode(), all(response, "transfer-encoding"), all(response, HeaderNames.CONTENT_LENGTH));
    }

    private static List<String> all(HttpResponse response, String name) {
        Header[] headers = response.getHeaders(name);
        List<String> values = new ArrayList<>(headers.length);
        for (Header header : headers) {
            values.add(header.getValue());
        }
        return values;
    }

    /** Puts status and relayed fields into the client's response. */
    static void copy(HttpResponse from, HttpServletResponse to) {
        to.setStatus(from.getCode());
        Set<String> named = ConnectionField.names(all(from, "connection"));
        boolean chunked = from.containsHeader("transfer-encoding");
        boolean length = false;
        for (Iterator<Header> headers = from.headerIterator(); headers.hasNext(); ) {
            Header header = headers.next();
            String name = header.getName();
            if (!Forwarding.relaysResponseHeader(name) || named.contains(name.toLowerCase(Locale.ROOT))) {
                continue;
            }
            if (name.equalsIgnoreCase(HeaderNames.CONTENT_LENGTH)) {
                if (!chunked && !length) {
                    to.setHeader(name, header.getValue());
                }
                length = true;
            } else if (name.equalsIgnoreCase("date") || name.equalsIgnoreCase("server")) {
                to.setHeader(name, header.getValue()); // in place of the container's
            } else {
                to.addHeader(name, header.getValue());
            }
        }
    }
}

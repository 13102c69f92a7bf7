package io.fluxgateway.servlet;

import io.fluxgateway.exchange.Forwarding;
import io.fluxgateway.http.HeaderNames;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/** Reads the upstream's response head and writes the client's (RFC 9110 section 7.6, RFC 9112 section 6). */
final class ResponseHead {
    private static final int FIRST_FINAL_STATUS = 200;
    private static final int LAST_STATUS = 999;

    private ResponseHead() {}

    /** The first value of a field, or null. */
    static @Nullable String first(HttpResponse response, String name) {
        Header header = response.getFirstHeader(name);
        return header == null ? null : header.getValue();
    }

    /** What is wrong with a head that cannot be relayed, or null. */
    static @Nullable String defect(HttpResponse response) {
        int status = response.getCode();
        if (status < FIRST_FINAL_STATUS || status > LAST_STATUS) {
            return "the upstream answered with status " + status;
        }
        Header[] codings = response.getHeaders("transfer-encoding");
        if (codings.length > 1 || (codings.length == 1 && !codings[0].getValue().equalsIgnoreCase("chunked"))) {
            return "the upstream answered with transfer coding " + List.of(codings);
        }
        Header[] lengths = response.getHeaders(HeaderNames.CONTENT_LENGTH);
        for (Header length : lengths) {
            if (!length.getValue().equals(lengths[0].getValue()) || !isNumber(length.getValue())) {
                return "the upstream answered with content length " + List.of(lengths);
            }
        }
        return null;
    }

    /** Puts status and relayed fields into the client's response. */
    static void copy(HttpResponse from, HttpServletResponse to) {
        to.setStatus(from.getCode());
        List<String> connection = new ArrayList<>(1);
        for (Header header : from.getHeaders("connection")) {
            connection.add(header.getValue());
        }
        Set<String> named = ConnectionField.names(connection);
        boolean chunked = from.containsHeader("transfer-encoding");
        boolean length = false;
        for (Iterator<Header> headers = from.headerIterator(); headers.hasNext(); ) {
            Header header = headers.next();
            String name = header.getName();
            if (!Forwarding.relaysResponseHeader(name) || ConnectionField.has(named, name)) {
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

    private static boolean isNumber(String text) {
        return !text.isEmpty() && text.length() <= 18 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}

package io.fluxgateway.http;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds what servers let pass though it is not HTTP as the gateway speaks it, or could be read differently by what is
 * behind. Sees what a server has parsed: what it repaired or threw away before, only a {@link Http1Guard} sees.
 */
public final class RequestFraming {
    private static final String HTTP_10 = "HTTP/1.0";
    private static final String HTTP_11 = "HTTP/1.1";
    private static final String HTTP_2 = "HTTP/2.0";
    private static final List<String> OF_CONNECTION =
            List.of(HeaderNames.CONNECTION, "keep-alive", "proxy-connection", "upgrade");
    private static final int MOST_DIGITS = 18;

    private RequestFraming() {}

    /** Looks up the values of a request's fields. */
    @FunctionalInterface
    public interface Fields {
        /** All values of a field, in order; empty if there is none. Names in lower case. */
        List<String> all(String name);
    }

    /**
     * Why a request is to be refused (RFC 9112 sections 3.2 and 6, RFC 9113 section 8.2); null if it is not.
     *
     * @param method   the method token
     * @param protocol as in the request line: {@code HTTP/1.1}
     */
    public static @Nullable Problem problemWith(String method, String protocol, Fields fields) {
        Http1Violation found = violation(method, protocol, fields);
        return found == null ? null : found.problem();
    }

    private static @Nullable Http1Violation violation(String method, String protocol, Fields fields) {
        boolean http11 = protocol.equals(HTTP_11);
        boolean http2 = !http11 && protocol.equals(HTTP_2);
        if (!http11 && !http2 && !protocol.equals(HTTP_10)) {
            return Http1Violation.VERSION;
        }
        List<String> refused = fields.all(Http1Violation.FIELD);
        if (!refused.isEmpty()) {
            return Http1Violation.named(refused.get(0));
        }
        if (method.equals("CONNECT") || method.equals("TRACE")) {
            return method.equals("TRACE") ? Http1Violation.TRACE : Http1Violation.CONNECT;
        }
        if (http2 && !Octets.isToken(method)) {
            return Http1Violation.METHOD;
        }
        List<String> hosts = fields.all(HeaderNames.HOST);
        if (hosts.size() != 1 ? http11 || !hosts.isEmpty() : !Authority.isValid(hosts.get(0))) {
            return Http1Violation.HOST;
        }
        List<String> lengths = fields.all(HeaderNames.CONTENT_LENGTH);
        List<String> codings = fields.all(HeaderNames.TRANSFER_ENCODING);
        if (lengths.size() > 1 || (!lengths.isEmpty() && (!codings.isEmpty() || !isLength(lengths.get(0))))) {
            return Http1Violation.LENGTH;
        }
        return http2 ? ofConnection(fields, codings) : coding(http11, codings);
    }

    private static @Nullable Http1Violation coding(boolean http11, List<String> codings) {
        if (codings.isEmpty()) {
            return null;
        }
        if (!http11 || codings.size() > 1) {
            return Http1Violation.CODING;
        }
        return codings.get(0).equalsIgnoreCase("chunked") ? null : TransferCoding.violation(codings.get(0));
    }

    private static @Nullable Http1Violation ofConnection(Fields fields, List<String> codings) {
        boolean any = !codings.isEmpty();
        for (String name : OF_CONNECTION) {
            any |= !fields.all(name).isEmpty();
        }
        for (String te : fields.all("te")) {
            any |= !te.equalsIgnoreCase("trailers");
        }
        return any ? Http1Violation.OF_CONNECTION : null;
    }

    private static boolean isLength(String text) {
        return text.length() <= MOST_DIGITS && Octets.isNumber(text) && (text.length() == 1 || text.charAt(0) != '0');
    }

    /** Whether the authority of a target in absolute form is the one that {@code Host} names, if there is that. */
    public static @Nullable Problem problemWithAuthority(String authority, @Nullable String host) {
        boolean right = Authority.isValid(authority) && (host == null || host.equalsIgnoreCase(authority));
        return right ? null : Http1Violation.HOST.problem();
    }

    /**
     * Why a field is to be refused, for servers that let control characters pass (RFC 9110 section 5.5); null if it is not.
     */
    public static @Nullable Problem problemWithField(String name, String value) {
        if (!Octets.isToken(name)) {
            return Http1Violation.FIELD_NAME.problem();
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c <= 0xff && !Octets.isValue(c)) {
                return Http1Violation.FIELD_VALUE.problem();
            }
        }
        return null;
    }
}

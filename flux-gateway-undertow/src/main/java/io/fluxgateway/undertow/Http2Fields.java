package io.fluxgateway.undertow;

import io.undertow.protocols.http2.Http2Channel;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The fields of an HTTP/2 request as far as Undertow does not check them (RFC 9113 section 8.2, 8.3). What is wrong with
 * one would be a second field, a second request or another target once it is written as HTTP/1.1.
 */
final class Http2Fields {
    private static final int MAX_LENGTH_DIGITS = 18;
    private static final int DELETE = 0x7F;

    /** Fields of one connection, which HTTP/2 has other means for (section 8.2.2). */
    private static final Set<HttpString> OF_A_CONNECTION = Set.of(
            Headers.CONNECTION,
            new HttpString("keep-alive"),
            new HttpString("proxy-connection"),
            Headers.TRANSFER_ENCODING,
            Headers.UPGRADE);

    private Http2Fields() {}

    /**
     * What makes a request malformed; null if nothing does.
     *
     * @param ended     whether its head is all there is of it
     * @param maxFields in all
     */
    static @Nullable String defect(HeaderMap fields, boolean ended, int maxFields) {
        int count = 0;
        for (HeaderValues values : fields) {
            count += values.size();
            String defect = values.getHeaderName().byteAt(0) == ':' ? pseudo(values) : regular(values);
            if (defect != null) {
                return defect;
            }
        }
        if (count > maxFields + 4) {
            return "more than " + maxFields + " fields";
        }
        String target = target(fields);
        return target != null ? target : length(fields, ended);
    }

    private static @Nullable String pseudo(HeaderValues values) {
        return values.size() > 1 ? values.getHeaderName() + " twice" : value(values);
    }

    private static @Nullable String regular(HeaderValues values) {
        HttpString name = values.getHeaderName();
        if (OF_A_CONNECTION.contains(name)) {
            return "a field of the connection";
        }
        for (int i = 0; i < name.length(); i++) {
            if (name.byteAt(i) == ':') {
                return "a colon in a field name"; // Undertow takes it for part of the name, and HTTP/1.1 for its end
            }
        }
        return value(values);
    }

    private static @Nullable String value(HeaderValues values) {
        for (String value : values) {
            int length = value.length();
            for (int i = 0; i < length; i++) {
                char c = value.charAt(i);
                if ((c < ' ' && c != '\t') || c == DELETE) {
                    return "a control character in a field value";
                }
            }
            if (length > 0 && (isBlank(value.charAt(0)) || isBlank(value.charAt(length - 1)))) {
                return "a blank around a field value";
            }
        }
        return null;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    private static @Nullable String target(HeaderMap fields) {
        String method = fields.getFirst(Http2Channel.METHOD);
        String path = fields.getFirst(Http2Channel.PATH);
        String scheme = fields.getFirst(Http2Channel.SCHEME);
        if (method == null || method.isEmpty() || path == null || scheme == null) {
            return "no :method, :scheme or :path"; // and no CONNECT: a gateway of functions makes no tunnels
        }
        if (!scheme.equals("https") && !scheme.equals("http")) {
            return "another :scheme";
        }
        if (!path.startsWith("/") && !(path.equals("*") && method.equals("OPTIONS"))) {
            return ":path is no path";
        }
        String authority = fields.getFirst(Http2Channel.AUTHORITY);
        HeaderValues host = fields.get(Headers.HOST);
        if (host != null && (host.size() > 1 || (authority != null && !authority.equalsIgnoreCase(host.getFirst())))) {
            return "more than one authority";
        }
        String named = authority != null ? authority : host == null ? null : host.getFirst();
        return named == null || named.isEmpty() || named.indexOf('@') >= 0 || named.indexOf('/') >= 0
                ? "no authority"
                : null;
    }

    private static @Nullable String length(HeaderMap fields, boolean ended) {
        HeaderValues lengths = fields.get(Headers.CONTENT_LENGTH);
        if (lengths == null) {
            return null;
        }
        String length = lengths.getFirst();
        if (lengths.size() > 1 || length.isEmpty() || length.length() > MAX_LENGTH_DIGITS) {
            return "not one content-length";
        }
        boolean zero = true;
        for (int i = 0; i < length.length(); i++) {
            char c = length.charAt(i);
            if (c < '0' || c > '9') {
                return "content-length is no number";
            }
            zero &= c == '0';
        }
        return ended && !zero ? "content-length without content" : null;
    }

    /** Writes what is left to the server (section 8.2.3, 8.3.1): one line of cookies, and the authority where Undertow looks. */
    static void normalize(HeaderMap fields) {
        HeaderValues cookies = fields.get(Headers.COOKIE);
        if (cookies != null && cookies.size() > 1) {
            fields.put(Headers.COOKIE, String.join("; ", cookies));
        }
        if (!fields.contains(Http2Channel.AUTHORITY)) {
            fields.put(Http2Channel.AUTHORITY, fields.getFirst(Headers.HOST));
        }
    }
}

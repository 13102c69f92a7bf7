package io.fluxgateway.invocation;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A request's address for the platform's HTTP client, which takes only what RFC 3986 allows: clients send more. */
final class RequestUri {
    private static final String ALLOWED_IN_PATH = "-._~!$&'()*+,;=:@/";
    private static final String ALLOWED_IN_QUERY = ALLOWED_IN_PATH + "?";

    private RequestUri() {}

    /**
     * @param base  scheme, authority and what is put before the path
     * @param path  percent-encoded, as far as clients do that
     * @param query the same, or null
     */
    static URI of(String base, String path, @Nullable String query) {
        StringBuilder uri = new StringBuilder(base);
        append(uri, path, ALLOWED_IN_PATH);
        if (query != null) {
            append(uri.append('?'), query, ALLOWED_IN_QUERY);
        }
        return URI.create(uri.toString());
    }

    private static void append(StringBuilder uri, String text, String allowed) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            char c = (char) (bytes[i] & 0xff);
            boolean kept = c == '%' ? isEscape(bytes, i) : isAlphanumeric(c) || allowed.indexOf(c) >= 0;
            if (kept) {
                uri.append(c);
            } else {
                uri.append('%').append(hex(c >> 4)).append(hex(c & 0xf));
            }
        }
    }

    private static boolean isEscape(byte[] bytes, int at) {
        return at + 2 < bytes.length
                && Character.digit(bytes[at + 1], 16) >= 0
                && Character.digit(bytes[at + 2], 16) >= 0;
    }

    private static boolean isAlphanumeric(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    private static char hex(int digit) {
        return Character.toUpperCase(Character.forDigit(digit, 16));
    }
}

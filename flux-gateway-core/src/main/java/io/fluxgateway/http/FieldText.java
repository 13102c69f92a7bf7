package io.fluxgateway.http;

import java.nio.charset.StandardCharsets;

/**
 * Text of any characters as the value of a field: visible ASCII and spaces within stay as they are, everything else, and
 * {@code %} itself, is percent-encoded as UTF-8 (RFC 3986 section 2.1). JavaScript's {@code decodeURIComponent} gives the text back.
 */
public final class FieldText {
    private static final String DIGITS = "0123456789ABCDEF";

    private FieldText() {}

    /** The value of a field for that text. A lone surrogate becomes a question mark. */
    public static String encode(String text) {
        int first = firstToEncode(text);
        if (first < 0) {
            return text;
        }
        StringBuilder value = new StringBuilder(text.length() + 16).append(text, 0, first);
        byte[] rest = text.substring(first).getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < rest.length; i++) {
            char c = (char) (rest[i] & 0xff);
            boolean atEnd = i == rest.length - 1 || (i == 0 && first == 0);
            if (isKept(c, atEnd)) {
                value.append(c);
            } else {
                value.append('%').append(DIGITS.charAt(c >> 4)).append(DIGITS.charAt(c & 0xf));
            }
        }
        return value.toString();
    }

    private static int firstToEncode(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isKept(text.charAt(i), i == 0 || i == text.length() - 1)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isKept(char c, boolean atEnd) {
        return (c > ' ' && c < 0x7f && c != '%') || (c == ' ' && !atEnd);
    }
}

package io.fluxgateway.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Classes of octets (RFC 9110 section 5.6.2 and 5.5, RFC 3986 section 2), looked up in one table. */
final class Octets {
    private static final byte TOKEN = 1;
    private static final byte VALUE = 2;
    private static final byte TARGET = 4;
    private static final byte HOST = 8;
    private static final long SPACES = 0x2020202020202020L;
    private static final long DELS = 0x7f7f7f7f7f7f7f7fL;
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHEST = 0x8080808080808080L;
    private static final byte[] CLASSES = new byte[256];

    static {
        mark(TOKEN, "!#$%&'*+-.^_`|~");
        mark(HOST, "-._");
        for (int c = 0; c < 256; c++) {
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            boolean alphanumeric = letter || (c >= '0' && c <= '9');
            boolean visible = c > ' ' && c < 0x7f;
            CLASSES[c] |= (byte) ((alphanumeric ? TOKEN | HOST : 0)
                    | (visible || c == ' ' || c == '\t' || c > 0x7f ? VALUE : 0)
                    | (visible && "\"<>#".indexOf(c) < 0 ? TARGET : 0));
        }
    }

    private Octets() {}

    private static void mark(byte kind, String characters) {
        for (byte c : characters.getBytes(StandardCharsets.US_ASCII)) {
            CLASSES[c] |= kind;
        }
    }

    /** False if one of eight octets is below 0x20 or is 0x7f: each test leaves the highest bit of such an octet. */
    private static boolean isVisible(long octets) {
        long del = octets ^ DELS;
        return ((((octets - SPACES) & ~octets) | ((del - ONES) & ~del)) & HIGHEST) == 0;
    }

    static boolean isToken(int octet) {
        return (CLASSES[octet & 0xff] & TOKEN) != 0;
    }

    /** May stand in a field's value: no control character but the tab. */
    static boolean isValue(int octet) {
        return (CLASSES[octet & 0xff] & VALUE) != 0;
    }

    /** May stand in a request target; what of it is not a URI is for {@link RequestPath} to find. */
    static boolean isTarget(int octet) {
        return (CLASSES[octet & 0xff] & TARGET) != 0;
    }

    static boolean isHost(int octet) {
        return (CLASSES[octet & 0xff] & HOST) != 0;
    }

    static boolean isDigit(int octet) {
        return octet >= '0' && octet <= '9';
    }

    /** Whether it is a token, which has at least one character. */
    static boolean isToken(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > 0x7f || !isToken(c)) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    /** Whether it is one digit or more. */
    static boolean isNumber(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isDigit(text.charAt(i))) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    static int lower(int octet) {
        return octet >= 'A' && octet <= 'Z' ? octet + ('a' - 'A') : octet;
    }

    /** The first index from there on whose octet is no token character; {@code to} if there is none. */
    static int afterToken(ByteBuffer bytes, int at, int to) {
        int i = at;
        while (i < to && (CLASSES[bytes.get(i) & 0xff] & TOKEN) != 0) {
            i++;
        }
        return i;
    }

    static int afterTarget(ByteBuffer bytes, int at, int to) {
        int i = at;
        while (i < to && (CLASSES[bytes.get(i) & 0xff] & TARGET) != 0) {
            i++;
        }
        return i;
    }

    static int afterValue(ByteBuffer bytes, int at, int to) {
        int i = at;
        // Most of a head is values, so eight octets at a time as long as none of them is a control character
        while (i <= to - Long.BYTES && isVisible(bytes.getLong(i))) {
            i += Long.BYTES;
        }
        while (i < to && (CLASSES[bytes.get(i) & 0xff] & VALUE) != 0) {
            i++;
        }
        return i;
    }
}

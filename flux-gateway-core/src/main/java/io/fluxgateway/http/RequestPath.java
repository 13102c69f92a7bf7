package io.fluxgateway.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * The path of a request, normalised once before anything looks at it (RFC 3986 section 6).
 *
 * <p>What two parsers could read differently is refused: encoded slashes and backslashes, dot segments in any encoding,
 * empty segments inside the path (with or without path parameters), NUL and other control characters, invalid percent-escapes and invalid UTF-8. So the
 * path that was authorised is the path that is forwarded.
 *
 * @param raw     the path as it is forwarded, percent-encoded, starting with {@code /}
 * @param decoded the same path without percent-escapes; splits at {@code /} without ambiguity
 */
public record RequestPath(String raw, String decoded) {

    /**
     * Checks and decodes a path.
     *
     * @param raw the path component as received, without the query
     * @throws ProblemException 400 {@code request_path_invalid} naming what is wrong
     */
    public static RequestPath parse(String raw) {
        int length = raw.length();
        if (length == 0 || raw.charAt(0) != '/') {
            throw refuse("it does not start with \"/\"");
        }
        boolean escaped = false;
        for (int i = 0; i < length; i++) {
            char c = raw.charAt(i);
            if (c == '%') {
                escaped = true;
            } else if (c <= ' ' || c >= 0x7f) {
                throw refuse("a character outside printable ASCII must be percent-encoded");
            } else if (c == '\\') {
                throw refuse("a backslash is ambiguous");
            } else if (c == '?' || c == '#') {
                throw refuse("\"" + c + "\" must be percent-encoded in a path");
            }
        }
        String decoded = escaped ? decode(raw) : raw;
        checkSegments(decoded);
        return new RequestPath(raw, decoded);
    }

    private static void checkSegments(String path) {
        int start = 1;
        int length = path.length();
        for (int i = 1; i <= length; i++) {
            if (i == length || path.charAt(i) == '/') {
                int size = i - start;
                if (i < length && (size == 0 || path.charAt(start) == ';')) {
                    throw refuse("an empty segment (\"//\" or \"/;x/\") is ambiguous");
                }
                if (isDots(path, start, size)) {
                    throw refuse("a dot segment is ambiguous");
                }
                start = i + 1;
            }
        }
    }

    /** True for {@code .} and {@code ..}, with or without path parameters behind them ({@code ..;x}). */
    private static boolean isDots(String path, int start, int size) {
        int dots = 0;
        while (dots < size && path.charAt(start + dots) == '.') {
            dots++;
        }
        return (dots == 1 || dots == 2) && (dots == size || path.charAt(start + dots) == ';');
    }

    private static String decode(String raw) {
        byte[] bytes = new byte[raw.length()];
        int size = 0;
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c != '%') {
                bytes[size++] = (byte) c;
                continue;
            }
            int high = i + 2 < raw.length() ? Character.digit(raw.charAt(i + 1), 16) : -1;
            int low = high >= 0 ? Character.digit(raw.charAt(i + 2), 16) : -1;
            if (low < 0) {
                throw refuse("\"%\" is not followed by two hexadecimal digits");
            }
            int value = high << 4 | low;
            if (value == '/' || value == '\\') {
                throw refuse("an encoded slash or backslash is ambiguous");
            }
            if (value < ' ' || value == 0x7f) {
                throw refuse("an encoded control character is not allowed");
            }
            bytes[size++] = (byte) value;
            i += 2;
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes, 0, size))
                    .toString();
            if (text.chars().anyMatch(Character::isISOControl)) {
                throw refuse("an encoded control character is not allowed");
            }
            return text;
        } catch (CharacterCodingException e) {
            throw refuse("its percent-escapes are not valid UTF-8");
        }
    }

    private static ProblemException refuse(String why) {
        return new ProblemException(Problem.of(
                Status.BAD_REQUEST,
                "request_path_invalid",
                "The request path is not valid",
                "The path was refused: " + why + "."));
    }
}

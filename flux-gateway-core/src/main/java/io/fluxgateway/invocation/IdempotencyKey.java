package io.fluxgateway.invocation;

import io.fluxgateway.exchange.Exchange;
import io.fluxgateway.http.HeaderNames;
import io.fluxgateway.http.ProblemException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The {@code Idempotency-Key} of a request (draft-ietf-httpapi-idempotency-key-header): a string in quotes (RFC 9651 section
 * 3.3.3), or as many clients send it, without them.
 */
final class IdempotencyKey {
    static final int MAX_LENGTH = 255;

    private static final String NOT_BARE = "\",;\\ ";

    private IdempotencyKey() {}

    /**
     * The key that a request has, without quotes; null if it has none.
     *
     * @throws ProblemException 400 if it has several, or one that is not valid
     */
    static @Nullable String of(Exchange exchange) {
        List<String> fields = exchange.headers(HeaderNames.IDEMPOTENCY_KEY);
        if (fields.isEmpty()) {
            return null;
        }
        if (fields.size() > 1) {
            throw new ProblemException(QueueProblems.KEYS);
        }
        String field = fields.get(0).strip();
        String key = field.startsWith("\"") ? quoted(field) : bare(field);
        if (key.isEmpty() || key.length() > MAX_LENGTH) {
            throw invalid("it has " + key.length() + " characters");
        }
        return key;
    }

    private static String bare(String field) {
        if (!field.chars().allMatch(c -> c > ' ' && c < 0x7f && NOT_BARE.indexOf(c) < 0)) {
            throw invalid("without quotes it may have no spaces, quotes, commas, semicolons, backslashes");
        }
        return field;
    }

    private static String quoted(String field) {
        StringBuilder key = new StringBuilder(field.length());
        int last = field.length() - 1;
        for (int i = 1; i < last; i++) {
            char c = field.charAt(i);
            if (c == '\\') {
                i++;
                char escaped = i < last ? field.charAt(i) : ' ';
                if (escaped != '"' && escaped != '\\') {
                    throw invalid("a backslash stands only before a quote or a backslash");
                }
                key.append(escaped);
            } else if (c == '"' || c < ' ' || c >= 0x7f) {
                throw invalid("between its quotes is a character that may not be there");
            } else {
                key.append(c);
            }
        }
        if (last < 1 || field.charAt(last) != '"') {
            throw invalid("its closing quote is missing");
        }
        return key.toString();
    }

    private static ProblemException invalid(String why) {
        return new ProblemException(QueueProblems.keyInvalid(why));
    }

    /** The same for two requests of one API key to one function under one idempotency key. */
    static Idempotency scoped(String key, String keyId, String function, Exchange exchange, byte[] body) {
        return new Idempotency(
                digest(List.of(keyId, function, key), new byte[0]),
                digest(
                        List.of(
                                exchange.methodName(),
                                exchange.path().raw(),
                                exchange.query() == null ? "" : "?" + exchange.query(),
                                String.valueOf(exchange.header(HeaderNames.CONTENT_TYPE))),
                        body));
    }

    /** SHA-256 of the parts and their lengths. */
    private static String digest(List<String> parts, byte[] last) {
        MessageDigest sha256;
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
        for (String part : parts) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            sha256.update(
                    ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
            sha256.update(bytes);
        }
        return HexFormat.of().formatHex(sha256.digest(last));
    }
}

package io.fluxgateway.jwt;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What of a token's header counts. Keys and where they might be ({@code jwk}, {@code jku}, {@code x5c}, {@code x5u}) are never read.
 *
 * @param algorithm one of those that are allowed
 * @param keyId     names the key, to be compared and nothing else; null if none is named
 */
record TokenHeader(String algorithm, @Nullable String keyId) {
    /** A token for another purpose has another type (RFC 8725 section 3.11, RFC 9068 section 2.1). */
    private static final Set<String> TYPES = Set.of("jwt", "at+jwt", "application/jwt", "application/at+jwt");

    private static final int LONGEST_KEY_ID = 255;

    /**
     * Reads a header.
     *
     * @throws InvalidTokenException if the algorithm is not allowed, the token is of a type for something else, or it asks for
     *     what is not understood (RFC 7515 section 4.1.11)
     */
    static TokenHeader read(JsonNode header, Set<String> algorithms) throws InvalidTokenException {
        String algorithm = text(header, "alg");
        if (algorithm == null || !algorithms.contains(algorithm)) {
            throw new InvalidTokenException("signed in a way that is not allowed");
        }
        if (header.has("crit") || header.has("b64")) {
            throw new InvalidTokenException("asks for an extension");
        }
        if (header.has("typ")) {
            String type = text(header, "typ");
            if (type == null || !TYPES.contains(type.toLowerCase(Locale.ROOT))) {
                throw new InvalidTokenException("of a type for another purpose");
            }
        }
        if (!header.has("kid")) {
            return new TokenHeader(algorithm, null);
        }
        String keyId = text(header, "kid");
        if (keyId == null || keyId.length() > LONGEST_KEY_ID) {
            throw new InvalidTokenException("its key has no proper name");
        }
        return new TokenHeader(algorithm, keyId);
    }

    private static @Nullable String text(JsonNode object, String name) {
        JsonNode node = object.get(name);
        return node != null && node.isString() ? node.stringValue() : null;
    }
}

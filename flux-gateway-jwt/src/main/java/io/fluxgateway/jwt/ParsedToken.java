package io.fluxgateway.jwt;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import tools.jackson.databind.JsonNode;

/** A token taken apart (RFC 7515 section 3.1). Nothing in it is true until its signature was verified. Immutable. */
final class ParsedToken {
    private final JsonNode header;
    private final JsonNode claims;
    private final byte[] signed;
    private final byte[] signature;

    private ParsedToken(JsonNode header, JsonNode claims, byte[] signed, byte[] signature) {
        this.header = header;
        this.claims = claims;
        this.signed = signed;
        this.signature = signature;
    }

    /**
     * Takes a token apart.
     *
     * @throws InvalidTokenException if it is not three parts in base64url, the first two of them JSON objects
     */
    static ParsedToken parse(String token) throws InvalidTokenException {
        int first = token.indexOf('.');
        int last = token.lastIndexOf('.');
        if (first < 0 || last == first || token.indexOf('.', first + 1) != last) {
            throw new InvalidTokenException("not three parts");
        }
        return new ParsedToken(
                StrictJson.object("header", decode(token.substring(0, first))),
                StrictJson.object("payload", decode(token.substring(first + 1, last))),
                token.substring(0, last).getBytes(StandardCharsets.US_ASCII),
                decode(token.substring(last + 1)));
    }

    JsonNode header() {
        return header;
    }

    JsonNode claims() {
        return claims;
    }

    /** Whether its signature is of that key, by an algorithm that the key is for. */
    boolean isSignedBy(SignatureKey key, String algorithm) {
        return key.verifies(algorithm, signed, signature);
    }

    private static byte[] decode(String part) throws InvalidTokenException {
        try {
            return Base64.getUrlDecoder().decode(part);
        } catch (IllegalArgumentException e) {
            throw new InvalidTokenException("not base64url");
        }
    }
}

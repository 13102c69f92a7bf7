package io.fluxgateway.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * SHA-256 (FIPS 180-4) of an API key: the only form in which a key is stored or compared. A key has 178 bits of entropy,
 * so a fast digest without salt does.
 *
 * @param hex 64 lower-case hexadecimal digits
 */
public record KeyDigest(String hex) {
    private static final ThreadLocal<MessageDigest> SHA_256 = ThreadLocal.withInitial(() -> {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    });

    /** The digest of a key. */
    public static KeyDigest of(String key) {
        return new KeyDigest(HexFormat.of().formatHex(SHA_256.get().digest(key.getBytes(StandardCharsets.US_ASCII))));
    }
}

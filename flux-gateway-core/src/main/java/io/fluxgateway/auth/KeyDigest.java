package io.fluxgateway.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * SHA-256 (FIPS 180-4) of an API key: the only form in which a key is stored or compared. A key has 178 bits of entropy,
 * so a fast digest without salt does.
 */
public final class KeyDigest {
    /** Length in bytes. */
    public static final int LENGTH = 32;

    private static final ThreadLocal<MessageDigest> SHA_256 = ThreadLocal.withInitial(() -> {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    });

    private final byte[] bytes;

    private KeyDigest(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The digest of a key. */
    public static KeyDigest of(String key) {
        return new KeyDigest(SHA_256.get().digest(key.getBytes(StandardCharsets.US_ASCII)));
    }

    /**
     * A digest that was stored.
     *
     * @throws IllegalArgumentException unless there are {@value #LENGTH} bytes
     */
    public static KeyDigest ofBytes(byte[] digest) {
        if (digest.length != LENGTH) {
            throw new IllegalArgumentException(
                    "digest of " + digest.length + " bytes (expected: " + LENGTH + ", of SHA-256)");
        }
        return new KeyDigest(digest.clone());
    }

    /** A copy of its bytes, for storing. */
    public byte[] toBytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KeyDigest digest && Arrays.equals(bytes, digest.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** 64 lower-case hexadecimal digits. */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}

package io.fluxgateway.jwt;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import java.util.function.BiPredicate;

/** Signatures with Ed25519 (RFC 8032, RFC 8037) by the JDK: Nimbus would ask for another library. */
final class Ed25519 {
    private static final String NAME = "Ed25519";
    private static final int KEY_LENGTH = 32;
    /** SubjectPublicKeyInfo up to the key itself (RFC 8410 section 4). */
    private static final byte[] PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    private Ed25519() {}

    /**
     * Tells of data and a signature whether they belong together. Thread-safe.
     *
     * @throws IllegalArgumentException if that is no key
     */
    static BiPredicate<byte[], byte[]> verifier(byte[] key) {
        if (key.length != KEY_LENGTH) {
            throw new IllegalArgumentException("key of " + key.length + " bytes (expected: " + KEY_LENGTH + ")");
        }
        byte[] encoded = new byte[PREFIX.length + KEY_LENGTH];
        System.arraycopy(PREFIX, 0, encoded, 0, PREFIX.length);
        System.arraycopy(key, 0, encoded, PREFIX.length, KEY_LENGTH);
        PublicKey decoded;
        try {
            decoded = KeyFactory.getInstance(NAME).generatePublic(new X509EncodedKeySpec(encoded));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("not a key of Ed25519", e);
        }
        return (signed, signature) -> verifies(decoded, signed, signature);
    }

    private static boolean verifies(PublicKey key, byte[] signed, byte[] signature) {
        try {
            Signature verification = Signature.getInstance(NAME);
            verification.initVerify(key);
            verification.update(signed);
            return verification.verify(signature);
        } catch (GeneralSecurityException e) {
            return false; // such as one of a wrong length
        }
    }
}

package io.fluxgateway.undertow.tls;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;

/** Reads the private key of a PEM file: PKCS#8 (RFC 5208), PKCS#1 for RSA (RFC 8017), or SEC 1 for EC (RFC 5915). */
final class PrivateKeys {
    private static final byte[] ZERO = {Der.INTEGER, 1, 0};
    private static final byte[] NULL = {5, 0};
    /** 1.2.840.113549.1.1.1 */
    private static final byte[] RSA = {0x2A, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xF7, 0x0D, 1, 1, 1};
    /** 1.2.840.10045.2.1 */
    private static final byte[] EC = {0x2A, (byte) 0x86, 0x48, (byte) 0xCE, 0x3D, 2, 1};

    private PrivateKeys() {}

    /**
     * The one private key of a file.
     *
     * @param file how to name it
     * @throws TlsException if there is none, or more than one, or it is encrypted or not understood
     */
    static PrivateKey of(String text, String file) throws TlsException {
        List<Pem> keys = Pem.blocks(text, file).stream()
                .filter(block -> block.label().endsWith("PRIVATE KEY"))
                .toList();
        if (keys.size() != 1) {
            throw new TlsException(file + ": " + (keys.isEmpty() ? "no private key" : keys.size() + " private keys")
                    + " (expected: one, as PEM)");
        }
        Pem key = keys.get(0);
        if (key.encrypted() || key.label().startsWith("ENCRYPTED")) {
            throw new TlsException(file + ": the private key is encrypted (expected: one that is not; openssl pkey -in "
                    + file + " -out key.pem writes it)");
        }
        return switch (key.label()) {
            case "PRIVATE KEY" -> fromPkcs8(key.der(), file);
            case "RSA PRIVATE KEY" -> fromPkcs8(wrapped(RSA, NULL, key.der()), file);
            case "EC PRIVATE KEY" -> fromPkcs8(wrapped(EC, curve(key.der(), file), key.der()), file);
            default ->
                throw new TlsException(file + ": a " + key.label()
                        + " (expected: PRIVATE KEY, RSA PRIVATE KEY or EC PRIVATE KEY; openssl pkcs8 -topk8 -nocrypt -in "
                        + file + " converts it)");
        };
    }

    private static byte[] wrapped(byte[] algorithm, byte[] parameters, byte[] key) {
        return Der.of(
                Der.SEQUENCE,
                ZERO,
                Der.of(Der.SEQUENCE, Der.of(Der.OBJECT_IDENTIFIER, algorithm), parameters),
                Der.of(Der.OCTET_STRING, key));
    }

    /** A SEC 1 key names its curve in an optional field, which every tool writes into files. */
    private static byte[] curve(byte[] sec1, String file) throws TlsException {
        byte[] fields = Der.first(Der.SEQUENCE, sec1);
        byte[] parameters = fields == null ? null : Der.first(Der.CONTEXT_0, fields);
        if (parameters == null) {
            throw new TlsException(file + ": the EC key does not name its curve (openssl pkcs8 -topk8 -nocrypt -in "
                    + file + " converts it)");
        }
        return parameters;
    }

    private static PrivateKey fromPkcs8(byte[] der, String file) throws TlsException {
        GeneralSecurityException last = new GeneralSecurityException("no such key");
        for (String algorithm : new String[] {"EC", "RSA", "RSASSA-PSS", "EdDSA"}) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
            } catch (GeneralSecurityException e) {
                last = e;
            }
        }
        throw new TlsException(file + ": the private key is not understood (expected: RSA, EC or EdDSA)", last);
    }
}

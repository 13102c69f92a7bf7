package io.fluxgateway.undertow.tls;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A certificate chain, leaf first, and the leaf's private key. They fit together.
 *
 * @param chain at least the leaf
 */
record CertifiedKey(List<X509Certificate> chain, PrivateKey key) {
    private static final byte[] SAMPLE = "flux".getBytes(StandardCharsets.US_ASCII);

    CertifiedKey {
        chain = List.copyOf(chain);
    }

    /**
     * Reads what the two files hold.
     *
     * @throws TlsException if one of them is not what it should be, or they do not fit together
     */
    static CertifiedKey of(String chainText, String chainFile, String keyText, String keyFile) throws TlsException {
        List<X509Certificate> chain = chain(chainText, chainFile);
        PrivateKey key = PrivateKeys.of(keyText, keyFile);
        if (!fits(chain.get(0).getPublicKey(), key)) {
            throw new TlsException(keyFile + ": the private key is not that of the first certificate of " + chainFile
                    + " (" + chain.get(0).getSubjectX500Principal().getName() + ")");
        }
        return new CertifiedKey(chain, key);
    }

    /** When the first certificate of the chain ends. */
    Instant notAfter() {
        return chain.stream()
                .map(certificate -> certificate.getNotAfter().toInstant())
                .min(Instant::compareTo)
                .orElseThrow();
    }

    /** When the leaf begins. */
    Instant notBefore() {
        return chain.get(0).getNotBefore().toInstant();
    }

    private static List<X509Certificate> chain(String text, String file) throws TlsException {
        List<X509Certificate> chain = new ArrayList<>();
        for (Pem block : Pem.blocks(text, file)) {
            if (!block.label().equals("CERTIFICATE") && !block.label().equals("X509 CERTIFICATE")) {
                continue;
            }
            X509Certificate next = certificate(block, file, chain.size() + 1);
            if (!chain.isEmpty()) {
                X509Certificate previous = chain.get(chain.size() - 1);
                if (!previous.getIssuerX500Principal().equals(next.getSubjectX500Principal())) {
                    throw new TlsException(file + ": certificate " + (chain.size() + 1) + " ("
                            + next.getSubjectX500Principal().getName() + ") is not the issuer of the one before it"
                            + " (expected: the server's certificate first, then each issuer's)");
                }
            }
            chain.add(next);
        }
        if (chain.isEmpty()) {
            throw new TlsException(file + ": no certificate (expected: at least one, as PEM)");
        }
        return chain;
    }

    private static X509Certificate certificate(Pem block, String file, int number) throws TlsException {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(block.der()));
        } catch (CertificateException e) {
            throw new TlsException(file + ": certificate " + number + " is not understood", e);
        }
    }

    private static boolean fits(PublicKey certified, PrivateKey key) {
        String algorithm = switch (key.getAlgorithm().toUpperCase(Locale.ROOT)) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            case "RSASSA-PSS" -> "RSASSA-PSS";
            default -> "EdDSA";
        };
        try {
            Signature signer = Signature.getInstance(algorithm);
            signer.initSign(key);
            signer.update(SAMPLE);
            byte[] signature = signer.sign();
            Signature verifier = Signature.getInstance(algorithm);
            verifier.initVerify(certified);
            verifier.update(SAMPLE);
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}

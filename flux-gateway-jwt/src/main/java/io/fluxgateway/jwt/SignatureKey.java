package io.fluxgateway.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * A public key that signatures can be verified with. What it verifies follows from the key, never from the token: a key has one
 * family of algorithms, or the only one that it names (RFC 8725 section 3.1). Thread-safe.
 */
final class SignatureKey {
    private static final int LEAST_RSA_BITS = 2_048;
    private static final Set<String> RSA = Set.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512");
    private static final Map<Curve, Set<String>> EC =
            Map.of(Curve.P_256, Set.of("ES256"), Curve.P_384, Set.of("ES384"), Curve.P_521, Set.of("ES512"));
    private static final Set<String> ED25519 = Set.of("EdDSA");

    private final JWK key;
    private final Set<String> algorithms;
    private final Verification verification;

    private SignatureKey(JWK key, Set<String> algorithms, Verification verification) {
        this.key = key;
        this.algorithms = algorithms;
        this.verification = verification;
    }

    @FunctionalInterface
    private interface Verification {
        boolean verify(String algorithm, byte[] signed, byte[] signature) throws JOSEException;
    }

    /** A key of a set; null if it is not for signatures, is too weak, or is of a kind that is not for public use. */
    static @Nullable SignatureKey of(JWK published) {
        JWK key = published.toPublicJWK(); // null for what has no public part
        if (key == null || !isForSignatures(key)) {
            return null;
        }
        try {
            if (key instanceof RSAKey rsa && rsa.size() >= LEAST_RSA_BITS) {
                return new SignatureKey(key, RSA, with(new RSASSAVerifier(rsa)));
            }
            if (key instanceof ECKey ec && EC.containsKey(ec.getCurve())) {
                Set<String> algorithms = Objects.requireNonNull(EC.get(ec.getCurve()));
                return new SignatureKey(key, algorithms, with(new ECDSAVerifier(ec)));
            }
            if (key instanceof OctetKeyPair pair && Curve.Ed25519.equals(pair.getCurve())) {
                BiPredicate<byte[], byte[]> verifier = Ed25519.verifier(pair.getDecodedX());
                return new SignatureKey(
                        key, ED25519, (algorithm, signed, signature) -> verifier.test(signed, signature));
            }
        } catch (JOSEException | IllegalArgumentException e) {
            return null;
        }
        return null;
    }

    private static boolean isForSignatures(JWK key) {
        Set<KeyOperation> operations = key.getKeyOperations();
        return (key.getKeyUse() == null || KeyUse.SIGNATURE.equals(key.getKeyUse()))
                && (operations == null || operations.contains(KeyOperation.VERIFY));
    }

    private static Verification with(JWSVerifier verifier) {
        return (algorithm, signed, signature) ->
                verifier.verify(new JWSHeader(JWSAlgorithm.parse(algorithm)), signed, Base64URL.encode(signature));
    }

    /** What it is called; null if it has no name. */
    @Nullable
    String id() {
        return key.getKeyID();
    }

    boolean isFor(String algorithm) {
        return algorithms.contains(algorithm)
                && (key.getAlgorithm() == null || key.getAlgorithm().getName().equals(algorithm));
    }

    /** Whether the signature is this key's, by an algorithm that it is for. */
    boolean verifies(String algorithm, byte[] signed, byte[] signature) {
        try {
            return isFor(algorithm) && verification.verify(algorithm, signed, signature);
        } catch (JOSEException e) {
            return false;
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SignatureKey that && key.equals(that.key);
    }

    @Override
    public int hashCode() {
        return key.hashCode();
    }
}

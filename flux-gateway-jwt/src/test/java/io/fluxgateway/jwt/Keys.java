package io.fluxgateway.jwt;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A key pair that tokens are signed with, by the JDK. Made once for all tests: that takes longest. */
record Keys(JWK jwk, PrivateKey secret) {
    static final Keys RSA = rsa("rsa-1", 2_048);
    static final Keys OTHER_RSA = rsa("rsa-1", 2_048);
    static final Keys EC = ec("ec-1");
    static final Keys ED = ed("ed-1");

    static Keys rsa(String id, int bits) {
        KeyPair pair = pair("RSA", bits, null);
        return new Keys(
                new RSAKey.Builder((RSAPublicKey) pair.getPublic()).keyID(id).build(), pair.getPrivate());
    }

    static Keys ec(String id) {
        KeyPair pair = pair("EC", 0, new ECGenParameterSpec("secp256r1"));
        return new Keys(
                new ECKey.Builder(Curve.P_256, (ECPublicKey) pair.getPublic())
                        .keyID(id)
                        .build(),
                pair.getPrivate());
    }

    private static Keys ed(String id) {
        KeyPair pair = pair("Ed25519", 0, null);
        byte[] encoded = pair.getPublic().getEncoded();
        byte[] key = Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
        return new Keys(
                new OctetKeyPair.Builder(Curve.Ed25519, Base64URL.encode(key))
                        .keyID(id)
                        .build(),
                pair.getPrivate());
    }

    Keys named(@Nullable String id) {
        if (jwk instanceof RSAKey rsa) {
            return new Keys(new RSAKey.Builder(rsa).keyID(id).build(), secret);
        }
        return new Keys(new ECKey.Builder((ECKey) jwk).keyID(id).build(), secret);
    }

    /** A signature as JWS has it (RFC 7518 section 3). */
    byte[] sign(String algorithm, byte[] data) {
        String digest = "SHA" + algorithm.replaceAll("\\D", "");
        try {
            Signature signature = Signature.getInstance(
                    switch (algorithm.substring(0, 2)) {
                        case "RS" -> digest + "withRSA";
                        case "PS" -> "RSASSA-PSS";
                        case "ES" -> digest + "withECDSAinP1363Format";
                        default -> "Ed25519";
                    });
            if (algorithm.startsWith("PS")) {
                signature.setParameter(new PSSParameterSpec(
                        "SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, PSSParameterSpec.TRAILER_FIELD_BC));
            }
            signature.initSign(secret);
            signature.update(data);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static KeyPair pair(String algorithm, int bits, @Nullable AlgorithmParameterSpec parameters) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            if (parameters != null) {
                generator.initialize(parameters);
            } else if (bits > 0) {
                generator.initialize(bits);
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}

package io.fluxgateway.jwt;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import java.io.IOException;
import java.text.ParseException;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The keys of an issuer that signatures can be verified with (RFC 7517 section 5). Immutable. */
record KeySet(Set<SignatureKey> keys) {
    /** More than that is no set of one issuer's keys. */
    private static final int MOST = 100;

    /**
     * Reads a set. Keys for other purposes are left out.
     *
     * @throws IOException if it is none, or has no key that can be used
     */
    static KeySet parse(String json) throws IOException {
        JWKSet set;
        try {
            set = JWKSet.parse(json);
        } catch (ParseException e) {
            throw new IOException("not a JSON Web Key Set", e);
        }
        if (set.size() > MOST) {
            throw new IOException("a set of " + set.size() + " keys (expected: at most " + MOST + ")");
        }
        Set<SignatureKey> keys = new LinkedHashSet<>();
        for (JWK each : set.getKeys()) {
            SignatureKey key = SignatureKey.of(each);
            if (key != null) {
                keys.add(key);
            }
        }
        if (keys.isEmpty()) {
            throw new IOException("no key for signatures in the set");
        }
        return new KeySet(keys);
    }

    /**
     * The one key that a token can have been signed with; null if there is none, or it is not clear which: trying one after the
     * other would be work that a client can order.
     *
     * @param keyId its name; null if the token names none, which is clear only if one key fits the algorithm
     */
    @Nullable
    SignatureKey find(@Nullable String keyId, String algorithm) {
        SignatureKey found = null;
        for (SignatureKey key : keys) {
            if (key.isFor(algorithm) && (keyId == null || keyId.equals(key.id()))) {
                if (found != null) {
                    return null;
                }
                found = key;
            }
        }
        return found;
    }
}

package io.fluxgateway;

import io.fluxgateway.auth.TokenVerifier;
import io.fluxgateway.project.JwtSettings;

/**
 * Makes verifiers of JWTs from a project's settings, which may change while it serves: {@code flux-gateway-jwt} has one.
 * Thread-safe.
 */
public interface TokenVerification extends AutoCloseable {
    /** A verifier that goes by those settings. The one that was made before it is asked nothing new. Must not block. */
    TokenVerifier verifier(JwtSettings settings);

    /** Lets go of threads and connections. Idempotent. */
    @Override
    void close();
}

package io.fluxgateway.auth;

import java.util.concurrent.CompletionStage;

/**
 * Verifies credentials that have the shape of a signed JWT (RFC 7519) on the request path. What has another shape, or is
 * too long, never gets here. Thread-safe.
 */
@FunctionalInterface
public interface TokenVerifier {
    /**
     * Checks a token. The stage is already complete when the token was verified before. Must not block.
     *
     * @param token three base64url parts with dots between them; secret: nothing of it may get into a log or a message
     */
    CompletionStage<TokenVerdict> verify(String token);
}

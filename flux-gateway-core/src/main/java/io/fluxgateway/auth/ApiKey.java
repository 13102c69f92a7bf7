package io.fluxgateway.auth;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an API key. The key itself is not in here: only its {@link KeyDigest} is ever stored.
 *
 * @param id        unique in the store
 * @param project   the project it belongs to
 * @param name      unique among the project's keys that are not revoked
 * @param preview   its first characters, enough to recognise it: {@code flx_live_abc1}
 * @param createdAt when it was made
 * @param revokedAt when it was revoked; null while it works
 */
public record ApiKey(
        String id,
        String project,
        String name,
        String preview,
        Instant createdAt,
        @Nullable Instant revokedAt) {

    public boolean isRevoked() {
        return revokedAt != null;
    }
}

package io.fluxgateway.auth;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an API key. The key itself is not in here: only its {@link KeyDigest} is ever stored.
 *
 * @param id        unique in the store
 * @param project   the project it belongs to
 * @param name      1 to 64 characters of {@code A-Za-z0-9._-}, starting with a letter or digit; unique among the project's keys that are not revoked
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

    private static final int LONGEST_NAME = 64;

    public ApiKey {
        checkName(name);
    }

    /**
     * Checks the name of a key.
     *
     * @throws IllegalArgumentException if it is not valid; the message names it and says what was expected
     */
    public static void checkName(String name) {
        if (name.isEmpty()
                || name.length() > LONGEST_NAME
                || !isLetterOrDigit(name.charAt(0))
                || !name.chars().allMatch(c -> isLetterOrDigit(c) || c == '.' || c == '_' || c == '-')) {
            throw new IllegalArgumentException("key name: \"" + name + "\" (expected: 1 to " + LONGEST_NAME
                    + " characters of A-Z, a-z, 0-9, \".\", \"_\" and \"-\", starting with a letter or digit)");
        }
    }

    private static boolean isLetterOrDigit(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    public boolean isRevoked() {
        return revokedAt != null;
    }
}

package io.fluxgateway.auth;

import io.fluxgateway.exchange.Quota;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an API key. The key itself is not in here: only its {@link KeyDigest} is ever stored.
 *
 * @param id         unique in the store
 * @param project    the project it belongs to
 * @param name       1 to 64 characters of {@code A-Za-z0-9._-}, starting with a letter or digit; unique among the project's
 *                   keys that are neither revoked nor replaced
 * @param preview    its first characters, enough to recognise it: {@code flx_live_abc1}
 * @param createdAt  when it was made
 * @param revokedAt  when it was revoked; null unless it was
 * @param replacedAt when another key took its name, so that it works only until it expires; null unless that happened
 * @param terms      what it may do, and until when
 */
public record ApiKey(
        String id,
        String project,
        String name,
        String preview,
        Instant createdAt,
        @Nullable Instant revokedAt,
        @Nullable Instant replacedAt,
        KeyTerms terms) {

    private static final int LONGEST_NAME = 64;

    public ApiKey {
        checkName(name);
    }

    /** A key that was not replaced, and may do everything for good. */
    public ApiKey(
            String id, String project, String name, String preview, Instant createdAt, @Nullable Instant revokedAt) {
        this(id, project, name, preview, createdAt, revokedAt, null, KeyTerms.DEFAULT);
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

    /** Whether another key took its name. */
    public boolean isReplaced() {
        return replacedAt != null;
    }

    /** Whether its end has come. */
    public boolean isExpired(long epochMillis) {
        return terms.areOver(epochMillis);
    }

    /** When it stops working; null for never. */
    public @Nullable Instant expiresAt() {
        return terms.expiresAt();
    }

    /** The functions that it may call; empty for all. */
    public Set<String> scopes() {
        return terms.scopes();
    }

    /** Its own quota; null for that of its project's plan. */
    public @Nullable Quota quota() {
        return terms.quota();
    }

    /** This key, revoked at that time. */
    public ApiKey revoked(Instant at) {
        return new ApiKey(id, project, name, preview, createdAt, at, replacedAt, terms);
    }

    /**
     * This key, replaced by another of its name.
     *
     * @param at    when
     * @param until when it stops working, if it does not earlier; if that is not after {@code at}, it is revoked at once
     */
    public ApiKey replaced(Instant at, Instant until) {
        Instant since = replacedAt == null ? at : replacedAt;
        if (!until.isAfter(at)) {
            return new ApiKey(id, project, name, preview, createdAt, at, since, terms);
        }
        Instant end = terms.expiresAt();
        KeyTerms rest = end != null && end.isBefore(until) ? terms : terms.withExpiry(until);
        return new ApiKey(id, project, name, preview, createdAt, revokedAt, since, rest);
    }
}

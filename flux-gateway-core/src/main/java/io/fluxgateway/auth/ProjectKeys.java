package io.fluxgateway.auth;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

/**
 * The API keys of one project: makes, replaces, lists and revokes them. Methods may block, and throw what the store throws.
 * Thread-safe.
 *
 * @param project name of the project
 * @param clock   tells when a key was made
 */
public record ProjectKeys(String project, KeyStore store, Clock clock) {
    /** Longest time for which a key that was replaced can go on working. */
    public static final Duration LONGEST_GRACE = Duration.ofDays(365);

    /** By the system's clock. */
    public ProjectKeys(String project, KeyStore store) {
        this(project, store, Clock.systemUTC());
    }

    /**
     * Makes and stores a key that may do everything for good.
     *
     * @return the key, which nobody can tell again
     * @throws IllegalArgumentException if this cannot be the name of a key
     * @throws KeyNameTakenException    if the project has a key of that name
     */
    public ApiKeySecret create(String name, ApiKeySecret.Mode mode) throws KeyNameTakenException {
        return create(name, mode, KeyTerms.DEFAULT);
    }

    /**
     * Makes and stores a key.
     *
     * @return the key, which nobody can tell again
     * @throws IllegalArgumentException if this cannot be the name of a key, or it would have expired already
     * @throws KeyNameTakenException    if the project has a key of that name
     */
    public ApiKeySecret create(String name, ApiKeySecret.Mode mode, KeyTerms terms) throws KeyNameTakenException {
        ApiKeySecret secret = ApiKeySecret.generate(mode);
        store.add(key(name, secret, terms), secret.digest());
        return secret;
    }

    /**
     * Replaces a key by a new one of the same name, mode, scope and quota, which also ends when the old one would have.
     *
     * @param grace how long the old key goes on working, and those that it replaced, if they do not end earlier: 0 to
     *              {@link #LONGEST_GRACE}; with 0 they are revoked
     * @return the new key, which nobody can tell again; empty if there is no key of that name
     * @throws IllegalArgumentException if the grace is not valid, or the old key has expired
     */
    public Optional<ApiKeySecret> rotate(String name, Duration grace) {
        return rotate(name, grace, UnaryOperator.identity());
    }

    /**
     * Replaces a key by a new one of the same name and mode.
     *
     * @param grace how long the old key goes on working, and those that it replaced, if they do not end earlier: 0 to
     *              {@link #LONGEST_GRACE}; with 0 they are revoked
     * @param terms what the new key may do, and until when, from what the old one may; called once or more
     * @return the new key, which nobody can tell again; empty if there is no key of that name
     * @throws IllegalArgumentException if the grace is not valid, or the new key would have expired already
     */
    public Optional<ApiKeySecret> rotate(String name, Duration grace, UnaryOperator<KeyTerms> terms) {
        if (grace.isNegative() || grace.compareTo(LONGEST_GRACE) > 0) {
            throw new IllegalArgumentException(
                    "grace: " + grace + " (expected: 0 to " + LONGEST_GRACE.toDays() + " days)");
        }
        while (true) {
            Optional<ApiKey> old = find(name);
            if (old.isEmpty()) {
                return Optional.empty();
            }
            ApiKeySecret secret = ApiKeySecret.generate(mode(old.get()));
            ApiKey successor = key(name, secret, terms.apply(old.get().terms()));
            Instant until = successor.createdAt().plus(grace).truncatedTo(ChronoUnit.MILLIS);
            if (store.replace(old.get().id(), successor, secret.digest(), until)) {
                return Optional.of(secret);
            } // another was faster: it is now that one's key that is replaced
        }
    }

    private ApiKey key(String name, ApiKeySecret secret, KeyTerms terms) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Instant end = terms.expiresAt();
        if (end != null && terms.areOver(now.toEpochMilli())) {
            throw new IllegalArgumentException("expires: " + end + " (expected: in the future)");
        }
        KeyTerms kept = end == null ? terms : terms.withExpiry(end.truncatedTo(ChronoUnit.MILLIS));
        String id = UUID.randomUUID().toString();
        return new ApiKey(id, project, name, secret.preview(), now, null, null, kept);
    }

    private static ApiKeySecret.Mode mode(ApiKey key) {
        return ApiKeySecret.isTest(key.preview()) ? ApiKeySecret.Mode.TEST : ApiKeySecret.Mode.LIVE;
    }

    /** Those that are neither revoked nor replaced and past their grace, oldest first. */
    public List<ApiKey> list() {
        return store.list(project);
    }

    /** The key that bears a name now, also if it has expired. */
    public Optional<ApiKey> find(String name) {
        return list().stream()
                .filter(key -> key.name().equals(name) && !key.isReplaced())
                .findAny();
    }

    /** Whether there is a key of that name that is not revoked. */
    public boolean has(String name) {
        return find(name).isPresent();
    }

    /** When keys were used last, by the IDs of those that were. May lag by a minute. */
    public Map<String, Instant> lastUsed() {
        return store.lastUsed(project);
    }

    /** Revokes the key of that name and all that it replaced; false if there is none of that name. */
    public boolean revoke(String name) {
        return store.revoke(project, name);
    }
}

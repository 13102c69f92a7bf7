package io.fluxgateway.auth;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;

/**
 * The API keys of one project: makes, lists and revokes them. Methods may block, and throw what the store throws.
 * Thread-safe.
 *
 * @param project name of the project
 * @param clock   tells when a key was made
 */
public record ProjectKeys(String project, KeyStore store, Clock clock) {

    /** By the system's clock. */
    public ProjectKeys(String project, KeyStore store) {
        this(project, store, Clock.systemUTC());
    }

    /**
     * Makes and stores a key.
     *
     * @return the key, which nobody can tell again
     * @throws IllegalArgumentException if this cannot be the name of a key
     * @throws KeyNameTakenException    if the project has a key of that name
     */
    public ApiKeySecret create(String name, ApiKeySecret.Mode mode) throws KeyNameTakenException {
        ApiKeySecret secret = ApiKeySecret.generate(mode);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        String id = UUID.randomUUID().toString();
        store.add(new ApiKey(id, project, name, secret.preview(), now, null), secret.digest());
        return secret;
    }

    /** Those that are not revoked, oldest first. */
    public List<ApiKey> list() {
        return store.list(project);
    }

    /** Whether there is a key of that name that is not revoked. */
    public boolean has(String name) {
        return list().stream().anyMatch(key -> key.name().equals(name));
    }

    /** Revokes a key; false if there is none of that name. */
    public boolean revoke(String name) {
        return store.revoke(project, name);
    }
}

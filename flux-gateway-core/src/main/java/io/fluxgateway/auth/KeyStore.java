package io.fluxgateway.auth;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Keeps API keys. The methods here may block; those of {@link KeyLookup} do not. Thread-safe. */
public interface KeyStore extends KeyLookup {
    /**
     * Stores a new key.
     *
     * @throws KeyNameTakenException if the project has a key of that name that is neither revoked nor replaced
     */
    void add(ApiKey key, KeyDigest digest) throws KeyNameTakenException;

    /** The project's keys that are neither revoked nor replaced and past their grace, oldest first. */
    List<ApiKey> list(String project);

    /**
     * Stores a new key in place of another one. All keys of that name that were there stop working at {@code until} at
     * the latest, whatever was said of them before; at once if that is not after the successor's making.
     *
     * @param predecessorId the key that bears the name now
     * @param successor     a key of the same project and name
     * @param until         to the millisecond
     * @return false if the predecessor does not bear the name any more; then nothing was changed
     */
    boolean replace(String predecessorId, ApiKey successor, KeyDigest digest, Instant until);

    /**
     * Revokes for good the key of that name, and all that it replaced and that still work.
     *
     * @return false if the project has no key of that name that is neither revoked nor replaced
     */
    boolean revoke(String project, String name);

    /** When the project's keys were used last, by the IDs of those that were. May lag by a minute. */
    Map<String, Instant> lastUsed(String project);
}

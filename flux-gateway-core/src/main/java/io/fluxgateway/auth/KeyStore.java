package io.fluxgateway.auth;

import java.util.List;

/** Keeps API keys. The methods here may block; those of {@link KeyLookup} do not. Thread-safe. */
public interface KeyStore extends KeyLookup {
    /**
     * Stores a new key.
     *
     * @throws KeyNameTakenException if the project has a key of that name that is not revoked
     */
    void add(ApiKey key, KeyDigest digest) throws KeyNameTakenException;

    /** The project's keys that are not revoked, oldest first. */
    List<ApiKey> list(String project);

    /**
     * Revokes a key for good.
     *
     * @return false if the project has no key of that name that is not revoked
     */
    boolean revoke(String project, String name);
}

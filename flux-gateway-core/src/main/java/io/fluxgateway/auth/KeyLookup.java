package io.fluxgateway.auth;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Finds API keys on the request path. Thread-safe. */
@FunctionalInterface
public interface KeyLookup {
    /**
     * The key of that digest, also one that was revoked or has expired; null if there is none. The stage is already
     * complete when the key is warm. Must not block.
     */
    CompletionStage<@Nullable ApiKey> find(KeyDigest digest);

    /**
     * Whether the answer for that digest is there without asking anyone who is slow. Must not block. Default: true, for
     * look-ups that are in memory.
     */
    default boolean isWarm(KeyDigest digest) {
        return true;
    }

    /** Notes that a request with this key was let through. Called for each one: must neither block nor allocate. Default: nothing. */
    default void used(ApiKey key) {}
}

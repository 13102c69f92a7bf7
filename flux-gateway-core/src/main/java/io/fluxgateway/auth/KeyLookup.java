package io.fluxgateway.auth;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Finds API keys on the request path. Thread-safe. */
@FunctionalInterface
public interface KeyLookup {
    /**
     * The key of that digest, also a revoked one; null if there is none. The stage is already complete when the key is
     * warm. Must not block.
     */
    CompletionStage<@Nullable ApiKey> find(KeyDigest digest);
}

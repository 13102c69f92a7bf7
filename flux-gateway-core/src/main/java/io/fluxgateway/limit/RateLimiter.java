package io.fluxgateway.limit;

import java.util.concurrent.CompletionStage;

/** Counts requests. Knows nothing of HTTP. Thread-safe. */
@FunctionalInterface
public interface RateLimiter {
    /**
     * Takes one token from the bucket of that key, if there is one. Must not block.
     *
     * @param keyId identifies the bucket
     * @param plan  the bucket's size and refill, as they are now
     */
    CompletionStage<Permit> acquire(String keyId, Plan plan);
}

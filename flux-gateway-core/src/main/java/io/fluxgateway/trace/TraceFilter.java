package io.fluxgateway.trace;

import org.jspecify.annotations.Nullable;

/**
 * Which traces somebody wants to see; null where it does not matter. Immutable.
 *
 * @param minStatus lowest status, inclusive
 * @param maxStatus highest status, inclusive
 * @param function  name of the function
 * @param keyName   name of the API key
 * @param path      the path itself, or one above it: {@code /orders} is also {@code /orders/42}
 */
public record TraceFilter(
        int minStatus,
        int maxStatus,
        @Nullable String function,
        @Nullable String keyName,
        @Nullable String path) {
    /** Lets every trace through. */
    public static final TraceFilter ALL = new TraceFilter(0, Integer.MAX_VALUE, null, null, null);
}

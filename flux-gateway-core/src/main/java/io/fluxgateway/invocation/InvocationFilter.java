package io.fluxgateway.invocation;

import org.jspecify.annotations.Nullable;

/**
 * Which invocations to list.
 *
 * @param status   null for any
 * @param function its name; null for any
 * @param idPrefix first digits of their IDs, lower-case; empty for any
 * @param most     how many, at least 1
 */
public record InvocationFilter(
        @Nullable InvocationStatus status, @Nullable String function, String idPrefix, int most) {}

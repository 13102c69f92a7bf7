package io.fluxgateway.invocation;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An invocation and how it stands.
 *
 * @param attempts   how many were begun
 * @param acceptedAt when it was queued
 * @param dueAt      when it runs next at the earliest; null unless it waits
 * @param endedAt    when it got its final status; null before
 * @param last       how the last attempt that said anything ended; null before
 */
public record InvocationState(
        Invocation invocation,
        InvocationStatus status,
        int attempts,
        Instant acceptedAt,
        @Nullable Instant dueAt,
        @Nullable Instant endedAt,
        @Nullable Outcome last) {}

package io.fluxgateway.trace;

import java.time.Duration;

/**
 * An attempt of a queued invocation that is over. Immutable.
 *
 * @param kind     {@code call} of a function, or {@code callback} with the result of one
 * @param function name of the function
 * @param attempt  which one, from 1
 * @param status   what the invocation is now: {@code succeeded}, {@code failed} for good, {@code dead} after its last
 *                 attempt, or {@code queued} to be tried again
 * @param duration by a monotonic clock
 */
public record Attempt(String kind, String function, int attempt, String status, Duration duration) {}

package io.fluxgateway.exchange;

/**
 * A decision and when it was made.
 *
 * @param atNanos since the start of the exchange, by a monotonic clock
 */
public record Decided(Decision decision, long atNanos) {}

package io.fluxgateway.jdbc;

/**
 * Something that was recorded, and its place in the order.
 *
 * @param number grows with each one; what comes later can be asked for by it
 */
public record Numbered<T>(long number, T value) {}

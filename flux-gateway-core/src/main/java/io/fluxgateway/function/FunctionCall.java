package io.fluxgateway.function;

import io.fluxgateway.exchange.AttributeKey;

/**
 * The execution of a function for one request, as its trace shows it. It lasts until the exchange is over.
 *
 * @param spanId       16 lower-case hexadecimal digits
 * @param askedNanos   when its runtime was asked for it, since the start of the exchange
 * @param startedNanos when it was ready to take the request; later only if it had to be started first
 */
public record FunctionCall(String spanId, long askedNanos, long startedNanos) {
    /** Under this key it is attached to the exchange that it answers. */
    public static final AttributeKey<FunctionCall> ATTRIBUTE = AttributeKey.of("function call");
}

package io.fluxgateway.exchange;

/** Turns what a step threw into a response. */
@FunctionalInterface
public interface ErrorHandler {
    /** Must not throw. */
    Handled handle(Exchange exchange, Throwable error);
}

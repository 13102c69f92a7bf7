package io.fluxgateway.exchange;

/** Told that an exchange is over. */
@FunctionalInterface
public interface CompletionHook {
    /** Called exactly once, whatever happened. Must not throw and must not block. */
    void completed(Exchange exchange);
}

package io.fluxgateway.exchange;

import org.jspecify.annotations.Nullable;

/** What is to be done with a value that an exchange waited for. */
@FunctionalInterface
public interface Continuation<T extends @Nullable Object> {
    /** Called once, on a thread on which the exchange may go on. */
    Handled resume(Exchange exchange, T value) throws Exception;
}

package io.fluxgateway.exchange;

/** What is to be done with a value that an exchange waited for. */
@FunctionalInterface
public interface Continuation<T> {
    /** Called once, on a thread on which the exchange may go on. */
    Handled resume(Exchange exchange, T value) throws Exception;
}

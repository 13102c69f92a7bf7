package io.fluxgateway.trace;

/**
 * Counts what happens, for a host's metrics. Called on threads that serve requests: must neither block nor throw.
 * Thread-safe.
 */
@FunctionalInterface
public interface GatewayListener {
    /** Does nothing. */
    GatewayListener NONE = trace -> {};

    /** A request is over; called for each one, also if its trace is not recorded. */
    void requestEnded(Trace trace);
}

package io.fluxgateway.trace;

/**
 * Counts what happens, for a host's metrics. Called on threads that serve requests or run the queue: must neither block nor
 * throw. Thread-safe.
 */
@FunctionalInterface
public interface GatewayListener {
    /** Does nothing. */
    GatewayListener NONE = trace -> {};

    /** A request is over; called for each one, also if its trace is not recorded. */
    void requestEnded(Trace trace);

    /** An attempt of a queued invocation is over, and how it ended is stored. */
    default void attemptEnded(Attempt attempt) {}
}

package io.fluxgateway.trace;

/**
 * Receives what is to be known of requests, when it is known. The parts of one trace may come in any order. Called on
 * threads that serve requests: must neither block nor throw. Thread-safe.
 */
@FunctionalInterface
public interface TraceSink {
    /** A request is over. */
    void accept(Trace trace);

    /** A part of a trace is over. */
    default void accept(Span span) {}

    /** A function logged something. */
    default void accept(LogEvent event) {}
}

package io.fluxgateway.function;

import io.fluxgateway.exchange.Endpoint;

/** Where a request for a function goes. */
public sealed interface Target {

    /** A server that the request is forwarded to. */
    non-sealed interface Remote extends Target {
        Endpoint endpoint();

        /** Called exactly once for each time this target was acquired, when that request is over. Must not block. */
        default void release(Outcome outcome) {}
    }

    /** A Java function in this process. */
    record InProcess(FluxFunction function) implements Target {}

    /** The rest of the embedding application. */
    enum Host implements Target {
        HOST
    }

    /** How a forwarded request ended. */
    enum Outcome {
        /** A response came, whatever its status, and was sent to its end. */
        ANSWERED,
        /** The connection could not be made or broke. */
        BROKEN,
        /** No response head came within the function's time limit. */
        TIMED_OUT,
        /** The client went away or sent a request that could not be forwarded. */
        ABANDONED
    }
}

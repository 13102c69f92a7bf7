package io.fluxgateway.trace;

/** Receives the traces of finished requests. Thread-safe; must not block, and must not throw. */
@FunctionalInterface
public interface TraceSink {
    void accept(Trace trace);
}

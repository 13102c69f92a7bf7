package io.fluxgateway.invocation;

import java.util.concurrent.CompletionStage;

/** Executes one attempt. Thread-safe. */
@FunctionalInterface
public interface InvocationRunner {
    /**
     * Runs it. Must not block.
     *
     * @return how it ended; an exception is taken for the error {@code internal_error}
     */
    CompletionStage<Outcome> run(Lease lease);
}

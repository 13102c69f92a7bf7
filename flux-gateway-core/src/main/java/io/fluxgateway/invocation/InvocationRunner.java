package io.fluxgateway.invocation;

import java.util.concurrent.CompletionStage;

/** Executes an invocation once. Thread-safe. */
@FunctionalInterface
public interface InvocationRunner {
    /**
     * Runs it.
     *
     * @return the function's HTTP status; completes exceptionally if the function brought no response
     */
    CompletionStage<Integer> run(Invocation invocation);
}

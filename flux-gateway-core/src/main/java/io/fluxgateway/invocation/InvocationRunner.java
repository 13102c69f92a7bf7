package io.fluxgateway.invocation;

import io.fluxgateway.function.RetryPolicy;
import java.util.concurrent.CompletionStage;

/** Executes invocations of one {@link Invocation.Kind}, an attempt at a time. Thread-safe. */
@FunctionalInterface
public interface InvocationRunner {
    /**
     * Runs it. Must not block.
     *
     * @return how it ended; an exception is taken for the error {@code internal_error}
     */
    CompletionStage<Outcome> run(Lease lease);

    /** How often and when an invocation is tried, as it is now. Must not block. */
    default RetryPolicy retry(Invocation invocation) {
        return RetryPolicy.DEFAULT;
    }
}

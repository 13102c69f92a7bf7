package io.fluxgateway.invocation;

import java.util.concurrent.CompletionStage;

/** Takes invocations whose callers do not wait, and sees to it that they run. Thread-safe. */
public interface InvocationQueue extends AutoCloseable {
    /**
     * Takes an invocation. Must not block.
     *
     * @return true once it is as safe as this queue makes it, so that the caller may be told; false if the queue is full
     */
    CompletionStage<Boolean> offer(Invocation invocation);

    /** Stops running invocations. Idempotent. */
    @Override
    void close();
}

package io.fluxgateway.function;

import java.util.Collection;
import java.util.concurrent.CompletionStage;

/** Runs the functions whose {@code runtime} is {@link #name()}. Thread-safe. */
public interface FunctionRuntime extends AutoCloseable {

    /** The word in {@code flux.json} that chooses this runtime: {@code deno}, {@code http}, {@code java}, ... */
    String name();

    /**
     * Where a request for this function goes; the stage is already complete if the function is warm. Must not block.
     *
     * <p>Each {@link Target.Remote} that is handed out is {@linkplain Target.Remote#release released} exactly once.
     *
     * @return a target; or, exceptionally, a {@link FunctionStartException}
     */
    CompletionStage<Target> acquire(FunctionManifest function);

    /**
     * Makes a function ready that is not deployed yet, so that its first request need not wait. It is kept until the next
     * {@link #retain}. Must not block.
     *
     * @return complete when it is ready; or, exceptionally, a {@link FunctionStartException}
     */
    default CompletionStage<Void> prepare(FunctionManifest function) {
        return acquire(function).thenAccept(target -> {
            if (target instanceof Target.Remote remote) {
                remote.release(Target.Outcome.ABANDONED);
            }
        });
    }

    /**
     * Says which functions are deployed now. What runs for others, or for other versions of these, gets no new
     * requests, finishes those it has and is stopped.
     */
    default void retain(Collection<FunctionManifest> functions) {}

    /** Stops everything that this runtime started. Idempotent. */
    @Override
    default void close() {}
}

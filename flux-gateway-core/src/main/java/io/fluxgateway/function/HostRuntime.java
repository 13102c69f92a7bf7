package io.fluxgateway.function;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Runs {@code host} functions: they are the rest of the embedding application. Thread-safe. */
public final class HostRuntime implements FunctionRuntime {
    /** The word in {@code flux.json}. */
    public static final String NAME = "host";

    /** Why its functions cannot be {@code async}. */
    static final String NOT_QUEUED = "the application answers requests only while they are there";

    private static final CompletionStage<Target> HOST = CompletableFuture.completedFuture(Target.Host.HOST);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public CompletionStage<Target> acquire(FunctionManifest function) {
        return HOST;
    }
}

package io.fluxgateway.invocation;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Does one thing after another: what only its tasks touch needs no lock. Tasks are never run within {@link #execute}. */
interface Loop extends Executor, AutoCloseable {
    void after(Duration delay, Runnable task);

    /** What was not done yet is not done any more. */
    @Override
    void close();

    /** Calls something that does not block, and hands what it brought, also what it threw, to a task of this loop. */
    default <T> void call(Supplier<CompletionStage<T>> call, BiConsumer<@Nullable T, @Nullable Throwable> then) {
        CompletionStage<T> stage;
        try {
            stage = Objects.requireNonNull(call.get(), "no stage was returned");
        } catch (Throwable e) { // an Error, too: nobody else would see it
            stage = CompletableFuture.failedFuture(e);
        }
        var unused = stage.whenComplete((value, error) -> execute(() -> then.accept(value, cause(error))));
    }

    private static @Nullable Throwable cause(@Nullable Throwable error) {
        return error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
    }
}

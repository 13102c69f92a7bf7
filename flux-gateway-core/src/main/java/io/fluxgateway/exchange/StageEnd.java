package io.fluxgateway.exchange;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Goes on with what a stage completed with. */
final class StageEnd {
    static final Continuation<Throwable> RETHROW = (exchange, error) -> {
        throw error instanceof Exception cause ? cause : new ExecutionException(error);
    };

    private StageEnd() {}

    /** With a stage that is complete. */
    static <T extends @Nullable Object> Handled proceed(
            Exchange exchange,
            CompletableFuture<T> stage,
            Continuation<T> continuation,
            Continuation<Throwable> ifFailed)
            throws Exception {
        T value;
        try {
            value = stage.join();
        } catch (CompletionException e) {
            return ifFailed.resume(exchange, e.getCause() == null ? e : e.getCause());
        } catch (CancellationException e) {
            return ifFailed.resume(exchange, e);
        }
        return continuation.resume(exchange, value);
    }
}

package io.fluxgateway.invocation;

import io.fluxgateway.function.FluxFunction;
import io.fluxgateway.function.FunctionManifest;
import io.fluxgateway.http.ProblemException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs a Java function off the I/O threads, within its time limit. */
final class InProcessCall implements Runnable {
    private final FluxFunction function;
    private final FluxFunction.Request request;
    private final CompletableFuture<FluxFunction.Response> result = new CompletableFuture<>();
    private @Nullable Thread worker;

    private InProcessCall(FluxFunction function, FluxFunction.Request request) {
        this.function = function;
        this.request = request;
    }

    /**
     * Calls the function.
     *
     * @return its response; or, exceptionally, what it threw, or a {@link java.util.concurrent.TimeoutException}, upon
     *     which the function's thread is interrupted
     * @throws ProblemException 503 if as many functions run as may
     */
    static CompletionStage<FluxFunction.Response> start(
            FluxFunction function, FluxFunction.Request request, FunctionManifest manifest, Executor executor) {
        InProcessCall call = new InProcessCall(function, request);
        try {
            executor.execute(call);
        } catch (RejectedExecutionException e) {
            throw new ProblemException(FunctionProblems.busy(manifest));
        }
        var limited = call.result.orTimeout(manifest.timeout().toMillis(), TimeUnit.MILLISECONDS);
        var unused = limited.whenComplete((response, error) -> call.interrupt());
        return limited;
    }

    @Override
    public void run() {
        begin(Thread.currentThread());
        FluxFunction.Response response = null;
        Throwable error = null;
        try {
            response = function.handle(request);
        } catch (Throwable e) {
            error = e;
        }
        begin(null);
        if (response != null) {
            result.complete(response);
        } else {
            result.completeExceptionally(
                    error != null ? error : new NullPointerException("the function returned null"));
        }
    }

    /** Only while the function runs: the pool's thread goes on to other work afterwards. */
    private synchronized void interrupt() {
        if (worker != null) {
            worker.interrupt();
        }
    }

    private synchronized void begin(@Nullable Thread thread) {
        worker = thread;
        if (thread == null) {
            Thread.interrupted();
        }
    }
}

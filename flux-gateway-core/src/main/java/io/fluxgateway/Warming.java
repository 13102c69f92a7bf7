package io.fluxgateway;

import io.fluxgateway.function.FunctionManifest;
import io.fluxgateway.function.FunctionRuntime;
import io.fluxgateway.function.FunctionStartException;
import io.fluxgateway.route.RouteTable;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Functions that are made ready, all at the same time. */
final class Warming {
    private final Map<FunctionManifest, CompletableFuture<Void>> functions;

    private Warming(Map<FunctionManifest, CompletableFuture<Void>> functions) {
        this.functions = functions;
    }

    /** Begins with all functions of a table; those that are warm are ready at once. */
    static Warming of(Map<String, FunctionRuntime> runtimes, RouteTable table) {
        Map<FunctionManifest, CompletableFuture<Void>> functions = new LinkedHashMap<>();
        for (FunctionManifest function : table.functions()) {
            FunctionRuntime runtime = runtimes.get(function.runtime());
            functions.put(
                    function,
                    runtime == null
                            ? CompletableFuture.failedFuture(new FunctionStartException(
                                    "there is no runtime \"" + function.runtime() + "\" here"))
                            : runtime.prepare(function).toCompletableFuture());
        }
        return new Warming(functions);
    }

    /** Waits for all, and gives them up if one fails. */
    void await(Duration limit, Runnable giveUp) throws FunctionStartException, InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        boolean ready = false;
        try {
            for (Map.Entry<FunctionManifest, CompletableFuture<Void>> each : functions.entrySet()) {
                await(each.getKey(), each.getValue(), deadline - System.nanoTime());
            }
            ready = true;
        } finally {
            if (!ready) {
                giveUp.run();
            }
        }
    }

    private static void await(FunctionManifest function, CompletableFuture<Void> ready, long nanos)
            throws FunctionStartException, InterruptedException {
        String reason;
        Throwable cause;
        try {
            ready.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
            return;
        } catch (ExecutionException e) {
            cause = e.getCause() == null ? e : e.getCause();
            reason = cause instanceof FunctionStartException ? String.valueOf(cause.getMessage()) : cause.toString();
        } catch (TimeoutException e) {
            cause = e;
            reason = "it was not ready in time";
        }
        throw new FunctionStartException(function.name() + ": " + reason, cause);
    }
}

package io.fluxgateway.deno;

import io.fluxgateway.exchange.Endpoint;
import io.fluxgateway.function.FunctionManifest;
import io.fluxgateway.function.FunctionStartException;
import io.fluxgateway.function.Target;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One version of a function and the one process that runs it: started by the first request, watched, started again after
 * it died, stopped when it is not needed. Thread-safe; what blocks runs on the executor.
 */
final class DenoFunction {
    private static final Logger LOG = LoggerFactory.getLogger(DenoFunction.class);

    private final FunctionManifest function;
    private final DenoOptions options;
    private final Executor blocking;

    // All guarded by this
    private final Backoff backoff = new Backoff();
    private @Nullable CompletableFuture<Target> starting;
    private @Nullable DenoProcess launched;
    private @Nullable Running running;
    private @Nullable FunctionStartException lastFailure;
    private boolean retired;
    private boolean closed;
    private long retiredNanos;

    DenoFunction(FunctionManifest function, DenoOptions options, Executor blocking) {
        this.function = function;
        this.options = options;
        this.blocking = blocking;
    }

    /** Where a request goes; each target is to be released. */
    CompletionStage<Target> acquire() {
        CompletableFuture<Target> wanted;
        synchronized (this) {
            Running warm = running;
            if (warm != null && !warm.suspect) {
                warm.inFlight++;
                return warm.stage;
            }
            if (closed) {
                return failed(new FunctionStartException("the gateway is shutting down"));
            }
            if (warm != null) {
                // It is being looked at: either it answers after all, or a new one takes its place.
                return warm.examined.thenComposeAsync(answered -> acquire(), blocking);
            }
            FunctionStartException failure = lastFailure;
            if (starting == null && failure != null && !backoff.isOver(System.nanoTime())) {
                return failed(failure);
            }
            wanted = starting == null ? start() : starting;
        }
        return wanted.thenCompose(target -> acquire());
    }

    /** Takes no more requests than those it has; stops when they are done. */
    synchronized void retire() {
        if (!retired) {
            retired = true;
            retiredNanos = System.nanoTime();
            if (running != null) {
                running.endpoint.close();
            }
            stopIfUnused();
        }
    }

    /** Called now and then: stops what nobody needs. True if this function can be forgotten. */
    synchronized boolean tick(long now) {
        Running current = running;
        if (retired) {
            if (current != null && now - retiredNanos > options.drainTimeout().toNanos()) {
                LOG.warn("[{}] stopped with {} requests under way", function.name(), current.inFlight);
                stop(current);
            }
            return running == null && starting == null;
        }
        if (current != null
                && current.inFlight == 0
                && now - current.lastUsedNanos > options.idleTimeout().toNanos()) {
            LOG.debug("[{}] idle, stopped", function.name());
            stop(current);
        }
        return false;
    }

    /** Stops it now. */
    @Nullable
    synchronized DenoProcess close() {
        closed = true;
        retired = true;
        DenoProcess process = launched;
        if (running != null) {
            stop(running);
        } else if (process != null) {
            process.kill();
        }
        return process;
    }

    private CompletableFuture<Target> start() {
        CompletableFuture<Target> result = new CompletableFuture<>();
        starting = result;
        try {
            blocking.execute(() -> launch(result));
        } catch (RejectedExecutionException e) {
            starting = null;
            result.completeExceptionally(new FunctionStartException("too many functions start at once", e));
        }
        return result;
    }

    private void launch(CompletableFuture<Target> result) {
        DenoProcess process;
        try {
            process = DenoProcess.start(function, options);
        } catch (FunctionStartException e) {
            startFailed(e, result);
            return;
        }
        synchronized (this) {
            launched = process;
            backoff.started(System.nanoTime());
            if (closed) {
                process.kill();
            }
        }
        var unused = process.ready().whenComplete((endpoint, error) -> {
            if (endpoint != null) {
                started(process, endpoint, result);
            } else {
                Throwable cause =
                        error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
                startFailed(
                        cause instanceof FunctionStartException known
                                ? known
                                : new FunctionStartException(String.valueOf(cause), cause),
                        result);
            }
        });
    }

    private void started(DenoProcess process, Endpoint endpoint, CompletableFuture<Target> result) {
        Running started = new Running(process, endpoint);
        synchronized (this) {
            starting = null;
            lastFailure = null;
            running = started;
            if (retired) {
                endpoint.close(); // serves those who wait for it, and nobody after them
            }
        }
        process.onExit(() -> ended(started));
        result.complete(started);
        synchronized (this) {
            stopIfUnused();
        }
    }

    private void startFailed(FunctionStartException failure, CompletableFuture<Target> result) {
        synchronized (this) {
            starting = null;
            lastFailure = failure;
            backoff.startFailed(System.nanoTime());
        }
        result.completeExceptionally(failure);
    }

    private void ended(Running dead) {
        synchronized (this) {
            dead.endpoint.close();
            if (running != dead) {
                return; // it was stopped
            }
            running = null;
            int code = dead.process.exitCode();
            backoff.died(System.nanoTime());
            lastFailure = new FunctionStartException(
                    "its process has died again and again, the last time with exit code " + code);
            LOG.error("[{}] its process ended by itself, with exit code {}", function.name(), code);
        }
        dead.examined.complete(false);
    }

    /** Only while it holds the lock. */
    private void stop(Running stopped) {
        running = null;
        stopped.endpoint.close();
        stopped.process.end();
        stopped.examined.complete(false);
    }

    private void stopIfUnused() {
        if (retired && running != null && running.inFlight == 0) {
            stop(running);
        }
    }

    private void released(Running used, Target.Outcome outcome) {
        synchronized (this) {
            used.inFlight--;
            used.lastUsedNanos = System.nanoTime();
            boolean doubtful = outcome == Target.Outcome.TIMED_OUT || outcome == Target.Outcome.BROKEN;
            if (doubtful && running == used && !used.suspect) {
                used.suspect = true;
                used.examined = new CompletableFuture<>();
                blocking.execute(() -> examine(used));
            }
            stopIfUnused();
        }
    }

    /** A function that takes long still answers; one that never gives its thread back does not, and is ended. */
    private void examine(Running doubted) {
        boolean answers = doubted.process.isAlive() && doubted.process.answersPing(doubted.endpoint);
        synchronized (this) {
            doubted.suspect = false;
            if (!answers && running == doubted) {
                if (doubted.process.isAlive()) {
                    LOG.error("[{}] its process no longer answers, and is ended", function.name());
                }
                backoff.died(System.nanoTime());
                stop(doubted);
            }
        }
        doubted.examined.complete(answers);
    }

    private static CompletionStage<Target> failed(FunctionStartException e) {
        return CompletableFuture.failedFuture(e);
    }

    /** A process that listens. */
    private final class Running implements Target.Remote {
        private final DenoProcess process;
        private final Endpoint endpoint;
        private final CompletionStage<Target> stage = CompletableFuture.completedFuture(this);
        private CompletableFuture<Boolean> examined = new CompletableFuture<>();
        private boolean suspect;
        private int inFlight;
        private long lastUsedNanos = System.nanoTime();

        Running(DenoProcess process, Endpoint endpoint) {
            this.process = process;
            this.endpoint = endpoint;
        }

        @Override
        public Endpoint endpoint() {
            return endpoint;
        }

        @Override
        public void release(Outcome outcome) {
            released(this, outcome);
        }
    }
}

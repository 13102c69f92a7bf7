package io.fluxgateway.deno;

import io.fluxgateway.function.FunctionManifest;
import io.fluxgateway.function.FunctionRuntime;
import io.fluxgateway.function.FunctionStartException;
import io.fluxgateway.function.Target;
import io.fluxgateway.trace.TraceSink;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs functions of the runtime {@code deno}: one supervised process for each version of a function, started by its first
 * request, with the permissions of its {@code flux.json} and no others. No process outlives this one. Thread-safe.
 */
public final class DenoRuntime implements FunctionRuntime {
    private static final String NAME = "deno";
    private static final int BLOCKING_THREADS = 8;
    private static final int MOST_BLOCKED = 10_000;
    private static final long TICK_SECONDS = 1;

    private final DenoOptions options;
    private final Map<FunctionManifest, DenoFunction> functions = new ConcurrentHashMap<>();
    private final ExecutorService blocking = threads();
    private final ScheduledExecutorService ticks =
            Executors.newSingleThreadScheduledExecutor(daemons("flux-deno-ticks"));
    /** Versions that were replaced, and finish their requests. */
    private final Set<DenoFunction> retiring = ConcurrentHashMap.newKeySet();

    private final Set<FunctionManifest> prepared = ConcurrentHashMap.newKeySet();
    private volatile @Nullable Set<FunctionManifest> retained;
    private volatile boolean closed;

    private DenoRuntime(DenoOptions options) {
        this.options = options;
        var unused = ticks.scheduleWithFixedDelay(this::tick, TICK_SECONDS, TICK_SECONDS, TimeUnit.SECONDS);
    }

    /**
     * Describes a runtime.
     *
     * @param project folder of the project: working directory of the functions, and what their paths are relative to
     * @param deno    the executable, as {@link DenoFinder} finds it
     */
    public static Builder builder(Path project, Path deno) {
        Path absolute = project.toAbsolutePath().normalize();
        return new Builder(absolute, deno, absolute.resolve(".flux").resolve(NAME));
    }

    /**
     * Describes a runtime for functions of several folders: each one's project folder is the one that its
     * {@code functions/} is in.
     *
     * @param deno  the executable, as {@link DenoFinder} finds it
     * @param state folder for what the processes need
     */
    public static Builder builderOfDeployed(Path deno, Path state) {
        return new Builder(null, deno, state);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public CompletionStage<Target> acquire(FunctionManifest function) {
        if (closed) {
            return CompletableFuture.failedFuture(new FunctionStartException("the gateway is shutting down"));
        }
        DenoFunction known = functions.get(function);
        return known != null ? known.acquire() : acquireNew(function);
    }

    private CompletionStage<Target> acquireNew(FunctionManifest function) {
        if (isWanted(function)) {
            return functions
                    .computeIfAbsent(function, one -> new DenoFunction(one, options, blocking))
                    .acquire();
        }
        // The request was routed before the functions changed.
        DenoFunction former = new DenoFunction(function, options, blocking);
        retiring.add(former);
        CompletionStage<Target> target = former.acquire();
        former.retire();
        return target;
    }

    @Override
    public CompletionStage<Void> prepare(FunctionManifest function) {
        prepared.add(function);
        return FunctionRuntime.super.prepare(function);
    }

    private boolean isWanted(FunctionManifest function) {
        Set<FunctionManifest> kept = retained;
        return kept == null || kept.contains(function) || prepared.contains(function);
    }

    @Override
    public void retain(Collection<FunctionManifest> deployed) {
        Set<FunctionManifest> kept = Set.copyOf(deployed);
        retained = kept;
        prepared.clear();
        functions.forEach((function, running) -> {
            if (!kept.contains(function) && functions.remove(function, running)) {
                retiring.add(running);
                running.retire();
            }
        });
        tick();
    }

    @Override
    public void close() {
        closed = true;
        ticks.shutdownNow();
        List<DenoProcess> ending = new ArrayList<>();
        Stream.concat(functions.values().stream(), retiring.stream()).forEach(function -> {
            DenoProcess process = function.close();
            if (process != null) {
                ending.add(process);
            }
        });
        ending.forEach(DenoProcess::awaitEnd);
        blocking.shutdown();
    }

    private void tick() {
        long now = System.nanoTime();
        functions.values().forEach(function -> {
            boolean unused = function.tick(now);
        });
        retiring.removeIf(function -> function.tick(now));
    }

    private static ExecutorService threads() {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                BLOCKING_THREADS,
                BLOCKING_THREADS,
                TICK_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(MOST_BLOCKED),
                daemons("flux-deno"));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    private static ThreadFactory daemons(String name) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Options of a runtime; each has a default. A bad value fails at once. Not thread-safe. */
    public static final class Builder {
        private final @Nullable Path project;
        private final Path deno;
        private Path state;
        private Map<String, String> environment = System.getenv();
        private TraceSink traces = trace -> {};
        private Duration startTimeout = Duration.ofSeconds(30);
        private Duration idleTimeout = Duration.ofMinutes(5);
        private Duration drainTimeout = Duration.ofMinutes(16);

        private Builder(@Nullable Path project, Path deno, Path state) {
            this.project = project;
            this.deno = deno;
            this.state = state.toAbsolutePath().normalize();
        }

        /** Folder for what the processes need. Default: {@code .flux/deno} in the project. */
        public Builder state(Path folder) {
            state = folder.toAbsolutePath().normalize();
            return this;
        }

        /** Where the variables come from that {@code env} names. Default: those of this process. */
        public Builder environment(Map<String, String> variables) {
            environment = Map.copyOf(variables);
            return this;
        }

        /** Receives what functions log and the calls they make. Default: none; what they log is in the log all the same. */
        public Builder traces(TraceSink sink) {
            traces = sink;
            return this;
        }

        /** How long a process may take until it listens, packages it fetches included. Default: 30 s. */
        public Builder startTimeout(Duration limit) {
            startTimeout = positive("startTimeout", limit);
            return this;
        }

        /** After how long without a request a process is stopped. Default: 5 min. */
        public Builder idleTimeout(Duration limit) {
            idleTimeout = positive("idleTimeout", limit);
            return this;
        }

        /** How long a process that was replaced may go on with its requests. Default: 16 min, over the longest timeout. */
        public Builder drainTimeout(Duration limit) {
            drainTimeout = positive("drainTimeout", limit);
            return this;
        }

        public DenoRuntime build() {
            return new DenoRuntime(new DenoOptions(
                    deno, project, state, environment, startTimeout, idleTimeout, drainTimeout, traces));
        }

        private static Duration positive(String option, Duration value) {
            if (value.isZero() || value.isNegative()) {
                throw new IllegalArgumentException(option + ": " + value + " (expected: more than zero)");
            }
            return value;
        }
    }
}

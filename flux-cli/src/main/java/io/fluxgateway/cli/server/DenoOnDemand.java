package io.fluxgateway.cli.server;

import io.fluxgateway.deno.DenoFinder;
import io.fluxgateway.deno.DenoNotFoundException;
import io.fluxgateway.function.FunctionManifest;
import io.fluxgateway.function.FunctionRuntime;
import io.fluxgateway.function.FunctionStartException;
import io.fluxgateway.function.Target;
import io.fluxgateway.route.RouteTable;
import java.nio.file.Path;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The {@code deno} runtime, which looks for Deno only when there is a function that needs it. Thread-safe. */
public final class DenoOnDemand implements FunctionRuntime {
    private static final String NAME = "deno";

    private final Path project;
    private final @Nullable Path executable;
    private final Consumer<String> progress;
    private final Function<Path, FunctionRuntime> factory;
    private volatile @Nullable FunctionRuntime runtime;
    private volatile boolean closed;

    /**
     * A runtime that has no Deno yet.
     *
     * @param project    folder from which it is looked for
     * @param executable the one to use; null to look for it
     * @param progress   receives lines that tell the user what is under way
     * @param factory    makes the runtime when there is one
     */
    public DenoOnDemand(
            Path project,
            @Nullable Path executable,
            Consumer<String> progress,
            Function<Path, FunctionRuntime> factory) {
        this.project = project;
        this.executable = executable;
        this.progress = progress;
        this.factory = factory;
    }

    /**
     * Finds or installs Deno, if this table needs it. May take a while the first time.
     *
     * @throws DenoNotFoundException if there is none, and none can be installed
     */
    public synchronized void prepare(RouteTable table) throws DenoNotFoundException {
        boolean needed = table.functions().stream()
                .anyMatch(function -> function.runtime().equals(NAME));
        if (needed && runtime == null && !closed) {
            runtime = factory.apply(DenoFinder.find(project, executable, progress));
            if (closed) {
                close();
            }
        }
    }

    /** Does as {@link #prepare} on a thread of its own, so that other things can start meanwhile. */
    public Preparation prepareMeanwhile(RouteTable table) {
        FutureTask<@Nullable Void> task = new FutureTask<>(() -> {
            prepare(table);
            return null;
        });
        Thread thread = new Thread(task, "flux-deno-search");
        thread.setDaemon(true);
        thread.start();
        return () -> await(task);
    }

    /** Something that is being prepared. */
    public interface Preparation {
        /** Waits until it is done. */
        void await() throws DenoNotFoundException;
    }

    private static void await(FutureTask<?> task) throws DenoNotFoundException {
        try {
            task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof DenoNotFoundException missing) {
                throw missing;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while Deno was looked for", e);
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public CompletionStage<Target> acquire(FunctionManifest function) {
        FunctionRuntime deno = runtime;
        return deno == null
                ? CompletableFuture.failedFuture(new FunctionStartException("Deno was not looked for"))
                : deno.acquire(function);
    }

    @Override
    public CompletionStage<Void> prepare(FunctionManifest function) {
        FunctionRuntime deno = runtime;
        return deno == null ? FunctionRuntime.super.prepare(function) : deno.prepare(function);
    }

    @Override
    public void retain(Collection<FunctionManifest> functions) {
        FunctionRuntime deno = runtime;
        if (deno != null) {
            deno.retain(functions);
        }
    }

    @Override
    public void close() {
        closed = true;
        FunctionRuntime deno = runtime;
        if (deno != null) {
            deno.close();
        }
    }
}

package io.fluxgateway.cli;

import io.fluxgateway.deno.DenoFinder;
import io.fluxgateway.deno.DenoNotFoundException;
import io.fluxgateway.deno.DenoRuntime;
import io.fluxgateway.function.FunctionManifest;
import io.fluxgateway.function.FunctionRuntime;
import io.fluxgateway.function.FunctionStartException;
import io.fluxgateway.function.Target;
import io.fluxgateway.route.RouteTable;
import java.nio.file.Path;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The Deno runtime, looked for when the first function needs it: a project without such functions needs no Deno. */
final class DenoOnDemand implements FunctionRuntime {
    private static final String NAME = "deno";

    private final Path project;
    private final @Nullable Path explicit;
    private final Console console;
    private volatile @Nullable DenoRuntime runtime;

    DenoOnDemand(Path project, @Nullable Path explicit, Console console) {
        this.project = project;
        this.explicit = explicit;
        this.console = console;
    }

    /**
     * Makes sure that there is a Deno if a function of that table needs one. May block, and install one.
     *
     * @throws DenoNotFoundException if there is none to be had
     */
    synchronized void prepareFor(RouteTable routes) throws DenoNotFoundException {
        boolean needed = routes.functions().stream()
                .anyMatch(function -> function.runtime().equals(NAME));
        if (needed && runtime == null) {
            Path deno = DenoFinder.find(project, explicit, console::err);
            runtime = DenoRuntime.builder(project, deno).build();
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public CompletionStage<Target> acquire(FunctionManifest function) {
        DenoRuntime known = runtime;
        return known != null
                ? known.acquire(function)
                : CompletableFuture.failedFuture(new FunctionStartException("no Deno was looked for"));
    }

    @Override
    public void retain(Collection<FunctionManifest> functions) {
        DenoRuntime known = runtime;
        if (known != null) {
            known.retain(functions);
        }
    }

    @Override
    public void close() {
        DenoRuntime known = runtime;
        if (known != null) {
            known.close();
        }
    }
}

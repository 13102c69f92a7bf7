package io.fluxgateway.function;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Runs {@code java} functions: objects of this process, found by the function's name. Immutable. */
public final class JavaRuntime implements FunctionRuntime {
    /** The word in {@code flux.json}. */
    public static final String NAME = "java";

    private final Map<String, CompletionStage<Target>> functions = new TreeMap<>();

    /**
     * Registers functions.
     *
     * @param functions by the {@code name} in their {@code flux.json}
     * @throws IllegalArgumentException if a name cannot be that of a function
     */
    public JavaRuntime(Map<String, FluxFunction> functions) {
        functions.forEach((name, function) -> this.functions.put(
                FieldRules.name(name), CompletableFuture.completedFuture(new Target.InProcess(function))));
    }

    /**
     * Registers functions, and those that {@link java.util.ServiceLoader} finds: classes with a {@link FunctionName},
     * listed in {@code META-INF/services/io.fluxgateway.function.FluxFunction}.
     *
     * @param functions by the {@code name} in their {@code flux.json}; they go before what is found
     * @param loader    to find the others with
     * @throws IllegalArgumentException if a name cannot be that of a function; if a class that is found cannot be made or
     *     has no name, or if two have one name
     */
    public static JavaRuntime discovering(Map<String, FluxFunction> functions, ClassLoader loader) {
        return new JavaRuntime(FunctionDiscovery.addTo(functions, loader));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public CompletionStage<Target> acquire(FunctionManifest function) {
        CompletionStage<Target> known = functions.get(function.name());
        return known != null ? known : unknown(function);
    }

    private CompletionStage<Target> unknown(FunctionManifest function) {
        String registered = functions.isEmpty() ? "none is" : "registered: " + String.join(", ", functions.keySet());
        return CompletableFuture.failedFuture(new FunctionStartException(
                "no Java function is registered as " + Quoted.text(function.name()) + " (" + registered + ")"));
    }
}

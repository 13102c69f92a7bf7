package io.fluxgateway.function;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** Finds Java functions on the class path. */
final class FunctionDiscovery {
    private FunctionDiscovery() {}

    /**
     * The functions of all {@link ServiceLoader} providers, by their {@link FunctionName}.
     *
     * @param registered functions that are known already, and go before a provider of the same name
     * @throws IllegalArgumentException if a provider cannot be made or has no name, or two have one name
     */
    static Map<String, FluxFunction> addTo(Map<String, FluxFunction> registered, ClassLoader loader) {
        Map<String, FluxFunction> all = new LinkedHashMap<>(registered);
        Map<String, Class<?>> providers = new LinkedHashMap<>();
        try {
            ServiceLoader.load(FluxFunction.class, loader).stream().forEach(provider -> {
                Class<? extends FluxFunction> type = provider.type();
                String name = nameOf(type);
                Class<?> other = providers.putIfAbsent(name, type);
                if (other != null) {
                    throw new IllegalArgumentException("function " + Quoted.text(name) + ": both " + other.getName()
                            + " and " + type.getName() + " provide it (expected: one class for each @FunctionName)");
                }
                if (!registered.containsKey(name)) {
                    all.put(name, provider.get());
                }
            });
        } catch (ServiceConfigurationError e) {
            throw new IllegalArgumentException("Java functions cannot be loaded: " + e.getMessage(), e);
        }
        return all;
    }

    private static String nameOf(Class<?> type) {
        FunctionName name = type.getAnnotation(FunctionName.class);
        if (name == null) {
            throw new IllegalArgumentException("class " + type.getName()
                    + ": no name (expected: @FunctionName(\"...\") with the name in its flux.json)");
        }
        try {
            return FieldRules.name(name.value());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("class " + type.getName() + ": " + e.getMessage(), e);
        }
    }
}

package io.fluxgateway.function;

import io.fluxgateway.http.Method;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A function as its {@code flux.json} declares it, checked. Immutable.
 *
 * @param name        unique in the project, {@code [a-z0-9][a-z0-9_-]{0,62}}
 * @param runtime     name of the {@link FunctionRuntime} that runs it
 * @param route       the paths it answers
 * @param method      the method it answers; {@code GET} implies {@code HEAD}
 * @param async       whether a request is queued and answered 202 at once
 * @param retry       how often and when a queued request is tried; the default unless {@code async}
 * @param entry       module of a {@code deno} function, relative to {@code directory}
 * @param url         upstream of an {@code http} function, else null
 * @param timeout     time limit of one execution, 100 ms to 15 min
 * @param maxBody     largest request body in bytes; null for the gateway's own limit
 * @param env         names of the environment variables that a {@code deno} function may see
 * @param permissions what a {@code deno} function may touch
 * @param source      where it is declared
 * @param directory   its folder; null if it was not loaded from one
 * @param version     changes whenever anything it runs from changes; functions that are equal but for this are new
 *                    versions of one another
 */
public record FunctionManifest(
        String name,
        String runtime,
        RoutePattern route,
        Method method,
        boolean async,
        RetryPolicy retry,
        String entry,
        @Nullable URI url,
        Duration timeout,
        @Nullable Long maxBody,
        List<String> env,
        Permissions permissions,
        Source source,
        @Nullable Path directory,
        String version) {

    public FunctionManifest {
        env = List.copyOf(env);
    }

    /**
     * Starts to declare a function in code; by default it is {@code POST /<name>} on the runtime {@code host}.
     *
     * @throws IllegalArgumentException if this cannot be the name of a function
     */
    public static FunctionManifestBuilder named(String name) {
        return new FunctionManifestBuilder(name);
    }

    /** This manifest as another version. */
    public FunctionManifest withVersion(String other) {
        return new FunctionManifest(
                name,
                runtime,
                route,
                method,
                async,
                retry,
                entry,
                url,
                timeout,
                maxBody,
                env,
                permissions,
                source,
                directory,
                other);
    }

    /**
     * What a {@code deno} function may touch beyond its own module graph.
     *
     * @param net   hosts it may connect to, each {@code name} or {@code name:port}; null for any
     * @param read  paths it may read, relative to the project folder
     * @param write paths it may write, relative to the project folder
     */
    public record Permissions(@Nullable List<String> net, List<String> read, List<String> write) {
        public static final Permissions NONE = new Permissions(null, List.of(), List.of());

        public Permissions {
            net = net == null ? null : List.copyOf(net);
            read = List.copyOf(read);
            write = List.copyOf(write);
        }
    }

    /**
     * A place in a file.
     *
     * @param file as shown to the user: relative to the project folder; empty if there is no file
     * @param line from 1; 0 if there is no line
     */
    public record Source(String file, int line) {
        /** No file: declared in code. */
        public static final Source CODE = new Source("", 0);

        @Override
        public String toString() {
            return line == 0 ? file : file + ":" + line;
        }
    }
}

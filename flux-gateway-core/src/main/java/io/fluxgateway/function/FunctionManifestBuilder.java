package io.fluxgateway.function;

import io.fluxgateway.function.FunctionManifest.Permissions;
import io.fluxgateway.function.FunctionManifest.Source;
import io.fluxgateway.http.Method;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Declares a function in code, for hosts without {@code flux.json} files. Each setter refuses with an
 * {@link IllegalArgumentException} what a {@code flux.json} could not say. Not thread-safe.
 */
public final class FunctionManifestBuilder {
    private final String name;
    private String runtime = HostRuntime.NAME;
    private RoutePattern route;
    private Method method = Method.POST;
    private boolean async;
    private RetryPolicy retry = RetryPolicy.DEFAULT;
    private String entry = FieldRules.DEFAULT_ENTRY;
    private @Nullable URI url;
    private Duration timeout = FieldRules.DEFAULT_TIMEOUT;
    private @Nullable Long maxBody;
    private List<String> env = List.of();
    private Permissions permissions = Permissions.NONE;
    private @Nullable Path directory;
    private @Nullable String version;

    FunctionManifestBuilder(String name) {
        this.name = FieldRules.name(name);
        this.route = RoutePattern.parse("/" + name);
    }

    /** The runtime that runs it. Default: {@code host}. */
    public FunctionManifestBuilder runtime(String runtimeName) {
        this.runtime = FieldRules.runtime(runtimeName);
        return this;
    }

    /** The paths it answers, as {@link RoutePattern#parse} reads them. Default: {@code /<name>}. */
    public FunctionManifestBuilder route(String pattern) {
        this.route = RoutePattern.parse(pattern);
        return this;
    }

    /** One of GET, POST, PUT, PATCH, DELETE; HEAD follows GET. Default: POST. */
    public FunctionManifestBuilder method(Method one) {
        this.method = FieldRules.method(one.name());
        return this;
    }

    /** Queues requests and answers them 202 at once. Not on the runtime {@code host}, which cannot run them later. */
    public FunctionManifestBuilder async() {
        this.async = true;
        return this;
    }

    /** Queues requests as {@link #async()}, and tries those that fail as this says. Default: {@link RetryPolicy#DEFAULT}. */
    public FunctionManifestBuilder async(RetryPolicy policy) {
        this.retry = policy;
        return async();
    }

    /** Module of a {@code deno} function, relative to its {@link #directory}. Default: {@code index.ts}. */
    public FunctionManifestBuilder entry(String module) {
        this.entry = FieldRules.entry(module);
        return this;
    }

    /** Runs it on the runtime {@code http}, at this http or https URL without user, query and fragment. */
    public FunctionManifestBuilder url(String upstream) {
        this.url = FieldRules.url(upstream);
        this.runtime = HttpRuntime.NAME;
        return this;
    }

    /** Time limit of one execution, 100 ms to 15 min. Default: 30 s. */
    public FunctionManifestBuilder timeout(Duration limit) {
        if (!FieldRules.isTimeout(limit)) {
            throw new IllegalArgumentException("timeout: " + limit + " (expected: PT0.1S to PT15M)");
        }
        this.timeout = limit;
        return this;
    }

    /**
     * Largest request body in bytes, 1 to 1 TiB; a larger one is answered 413. What is read into memory, for a queued call or
     * on the runtime {@code java}, is bound by the gateway as well. Default: the gateway's {@code maxBody}.
     */
    public FunctionManifestBuilder maxBody(long bytes) {
        if (!FieldRules.isMaxBody(bytes)) {
            throw new IllegalArgumentException("maxBody: " + bytes + " (expected: 1 to " + FieldRules.MAX_BODY + ")");
        }
        this.maxBody = bytes;
        return this;
    }

    /** Names of the environment variables that a {@code deno} function may see. Default: none. */
    public FunctionManifestBuilder env(String... names) {
        List<String> checked = List.of(names);
        checked.forEach(FieldRules::env);
        this.env = checked;
        return this;
    }

    /** What a {@code deno} function may touch. Default: nothing but the network. */
    public FunctionManifestBuilder permissions(Permissions granted) {
        if (granted.net() != null) {
            granted.net().forEach(FieldRules::host);
        }
        granted.read().forEach(path -> FieldRules.dataPath("permissions.read", path));
        granted.write().forEach(path -> FieldRules.dataPath("permissions.write", path));
        this.permissions = granted;
        return this;
    }

    /** The folder of a {@code deno} function. */
    public FunctionManifestBuilder directory(Path folder) {
        this.directory = folder;
        return this;
    }

    /** Tells it from an otherwise equal function that does something else. Default: made of the other fields. */
    public FunctionManifestBuilder version(String text) {
        this.version = text;
        return this;
    }

    /**
     * Declares the function.
     *
     * @throws IllegalArgumentException if it has a {@link #url} on a runtime other than {@code http}, or none on that; or is
     *     {@link #async} on the runtime {@code host}
     */
    public FunctionManifest build() {
        if (runtime.equals(HttpRuntime.NAME) != (url != null)) {
            throw new IllegalArgumentException("url: " + url + " (expected: one with the runtime http and only there)");
        }
        if (async && runtime.equals(HostRuntime.NAME)) {
            throw new IllegalArgumentException(
                    "async: true (expected: another runtime than host, since " + HostRuntime.NOT_QUEUED + ")");
        }
        FunctionManifest function = new FunctionManifest(
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
                Source.CODE,
                directory,
                version == null ? "" : version);
        return version == null ? function.withVersion(FunctionVersions.ofFields(function)) : function;
    }
}

package io.fluxgateway.function;

import io.fluxgateway.exchange.Endpoint;
import java.net.URI;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Runs {@code http} functions: forwards to the server at the manifest's {@code url}. Functions on one URL share an
 * endpoint, and so its connections, until none of them is deployed any more. Thread-safe.
 */
public final class HttpRuntime implements FunctionRuntime {
    /** The word in {@code flux.json}. */
    public static final String NAME = "http";

    private final Map<URI, Upstream> upstreams = new ConcurrentHashMap<>();
    private boolean closed; // guarded by this

    private record Upstream(Endpoint endpoint, CompletionStage<Target> stage) {}

    private record Server(Endpoint endpoint) implements Target.Remote {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public CompletionStage<Target> acquire(FunctionManifest function) {
        URI url = function.url();
        if (url == null) {
            return failed(function, "it has no url");
        }
        Upstream known = upstreams.get(url);
        return known != null ? known.stage() : open(function, url);
    }

    private synchronized CompletionStage<Target> open(FunctionManifest function, URI url) {
        if (closed) {
            return failed(function, "the gateway is shutting down");
        }
        return upstreams.computeIfAbsent(url, HttpRuntime::connect).stage();
    }

    private static Upstream connect(URI url) {
        UpstreamUrl at = UpstreamUrl.of(url);
        Endpoint endpoint = Endpoint.upstream(at.scheme(), at.host(), at.port(), at.basePath());
        return new Upstream(endpoint, CompletableFuture.completedFuture(new Server(endpoint)));
    }

    private static CompletionStage<Target> failed(FunctionManifest function, String why) {
        return CompletableFuture.failedFuture(
                new FunctionStartException("function " + Quoted.text(function.name()) + ": " + why));
    }

    @Override
    public synchronized void retain(Collection<FunctionManifest> functions) {
        Set<URI> retained = new HashSet<>();
        for (FunctionManifest function : functions) {
            if (function.runtime().equals(NAME) && function.url() != null) {
                retained.add(function.url());
            }
        }
        closeUnless(retained);
    }

    /** Requests under way go on. */
    @Override
    public synchronized void close() {
        closed = true;
        closeUnless(Set.of());
    }

    private void closeUnless(Set<URI> retained) {
        upstreams.entrySet().removeIf(entry -> {
            boolean gone = !retained.contains(entry.getKey());
            if (gone) {
                entry.getValue().endpoint().close();
            }
            return gone;
        });
    }
}

package io.fluxgateway.exchange;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP server that requests are forwarded to. Compared by identity: a host keeps its connection pool by endpoint and
 * drops it when the endpoint is closed. Thread-safe.
 */
public final class Endpoint implements AutoCloseable {
    private final String scheme;
    private final String host;
    private final int port;
    private final String basePath;
    private final boolean managed;
    private final Map<String, String> requestHeaders;
    private final CompletableFuture<@Nullable Void> closed = new CompletableFuture<>();

    private Endpoint(
            String scheme,
            String host,
            int port,
            String basePath,
            boolean managed,
            Map<String, String> requestHeaders) {
        this.scheme = scheme;
        this.host = host;
        this.port = port;
        this.basePath = basePath;
        this.managed = managed;
        this.requestHeaders = Map.copyOf(requestHeaders);
    }

    /**
     * A server of somebody else's.
     *
     * @param scheme   {@code http} or {@code https}
     * @param basePath put before the request path: empty, or starting with {@code /} and not ending with one
     */
    public static Endpoint upstream(String scheme, String host, int port, String basePath) {
        return new Endpoint(scheme, host, port, basePath, false, Map.of());
    }

    /**
     * A process that the gateway's own runtime supervises. It is sent the client's {@code Host}, the path parameters
     * and the given header fields, and its {@code x-flux-error} is believed.
     *
     * @param requestHeaders sent with every request, such as the process's secret
     */
    public static Endpoint managed(String host, int port, Map<String, String> requestHeaders) {
        return new Endpoint("http", host, port, "", true, requestHeaders);
    }

    public String scheme() {
        return scheme;
    }

    public String host() {
        return host;
    }

    public int port() {
        return port;
    }

    public String basePath() {
        return basePath;
    }

    /** True for a process of the gateway's own. */
    public boolean isManaged() {
        return managed;
    }

    public Map<String, String> requestHeaders() {
        return requestHeaders;
    }

    /** The {@code Host} field value of this server (RFC 9110 section 7.2): a default port is left out. */
    public String authority() {
        String name = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        boolean defaultPort = port == (scheme.equals("https") ? 443 : 80);
        return defaultPort ? name : name + ":" + port;
    }

    /** Calls the listener once when this endpoint is closed; at once if it is closed already. */
    public void onClose(Runnable listener) {
        var unused = closed.thenRun(listener);
    }

    /** Says that no new request will be sent here. Requests under way go on. Idempotent. */
    @Override
    public void close() {
        closed.complete(null);
    }

    public boolean isClosed() {
        return closed.isDone();
    }

    @Override
    public String toString() {
        return scheme + "://" + authority() + basePath;
    }
}

package io.fluxgateway.cli.server;

import io.fluxgateway.http.AddressRange;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What can be chosen for any server. Everything has a default. Not thread-safe.
 *
 * @param <B> the kind of builder
 */
public abstract class ServerBuilder<B extends ServerBuilder<B>> {
    public static final String DEFAULT_HOST = "127.0.0.1";
    public static final int DEFAULT_PORT = 4000;

    private static final int MAX_PORT = 65_535;

    private String host = DEFAULT_HOST;
    private int port = DEFAULT_PORT;
    private Duration drainTimeout;
    private List<AddressRange> trustedProxies = List.of();
    private @Nullable Path deno;
    private @Nullable Instant startedAt;
    private Consumer<String> out = line -> {};
    private Consumer<String> err = line -> {};

    /**
     * Everything at its default.
     *
     * @param drainTimeout the default
     */
    protected ServerBuilder(Duration drainTimeout) {
        this.drainTimeout = drainTimeout;
    }

    /** This. */
    protected abstract B self();

    /** Name or address to listen on. Default: {@code 127.0.0.1}. */
    public final B host(String name) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("host: \"" + name + "\" (expected: a name or address)");
        }
        this.host = name;
        return self();
    }

    /** Port to listen on; 0 for any free one. Default: 4000. */
    public final B port(int number) {
        if (number < 0 || number > MAX_PORT) {
            throw new IllegalArgumentException("port: " + number + " (expected: 0 to " + MAX_PORT + ")");
        }
        this.port = number;
        return self();
    }

    /** How long requests under way may go on when the server stops. */
    public final B drainTimeout(Duration timeout) {
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("drainTimeout: " + timeout + " (expected: zero or more)");
        }
        this.drainTimeout = timeout;
        return self();
    }

    /** Proxies that are believed when they say where a request comes from. Default: none. */
    public final B trustedProxies(List<AddressRange> ranges) {
        this.trustedProxies = List.copyOf(ranges);
        return self();
    }

    /** The Deno to run functions with. Default: it is looked for, and installed if there is none. */
    public final B deno(Path executable) {
        this.deno = executable;
        return self();
    }

    /** Since when the user has been waiting, for the time shown when it is ready. Default: when it is started. */
    public final B startedAt(Instant instant) {
        this.startedAt = instant;
        return self();
    }

    /** Receives the lines that tell the user what is served. Called on several threads. Default: none sees them. */
    public final B out(Consumer<String> lines) {
        this.out = lines;
        return self();
    }

    /** Receives the lines that tell the user what is wrong, or under way. Called on several threads. Default: none sees them. */
    public final B err(Consumer<String> lines) {
        this.err = lines;
        return self();
    }

    public final String host() {
        return host;
    }

    public final int port() {
        return port;
    }

    public final Duration drainTimeout() {
        return drainTimeout;
    }

    public final List<AddressRange> trustedProxies() {
        return trustedProxies;
    }

    public final @Nullable Path deno() {
        return deno;
    }

    /** Since when the user has been waiting. */
    public final Instant startedAt() {
        return startedAt == null ? Instant.now() : startedAt;
    }

    public final Consumer<String> out() {
        return out;
    }

    public final Consumer<String> err() {
        return err;
    }
}

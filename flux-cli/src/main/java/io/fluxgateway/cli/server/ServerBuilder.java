package io.fluxgateway.cli.server;

import io.fluxgateway.Gateway;
import io.fluxgateway.cli.tls.CertificateException;
import io.fluxgateway.http.AddressRange;
import io.fluxgateway.undertow.FluxServer;
import io.fluxgateway.undertow.FluxServerBuilder;
import io.fluxgateway.undertow.ServerStartException;
import io.fluxgateway.undertow.tls.ServerCertificate;
import java.net.URI;
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
    private @Nullable CertificateSource certificate;
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

    /** Speaks HTTPS with that certificate. Default: clear text, HTTP/1.1 and HTTP/2 with prior knowledge. */
    public final B tls(CertificateSource source) {
        this.certificate = source;
        return self();
    }

    /** Where a certificate comes from. */
    @FunctionalInterface
    public interface CertificateSource {
        /** Gives it; called when the server is about to listen. */
        ServerCertificate get() throws CertificateException;
    }

    /**
     * Starts to listen.
     *
     * @throws CertificateException if there is no certificate to be had
     * @throws ServerStartException if it cannot listen there
     */
    public final FluxServer listen(Gateway gateway) throws CertificateException, ServerStartException {
        FluxServerBuilder server =
                FluxServer.builder(gateway).host(host).port(port).drainTimeout(drainTimeout);
        if (certificate == null) {
            server.http2WithoutTls(true);
        } else {
            server.tls(certificate.get().notices(err));
        }
        return server.start();
    }

    /** Where to call that server from this machine, without a slash at the end. */
    public final URI url(FluxServer server) {
        return LocalUrl.of(certificate == null ? "http" : "https", host, server.port());
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

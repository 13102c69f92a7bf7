package io.fluxgateway.cli.dev;

import io.fluxgateway.cli.project.ProjectFolder;
import io.fluxgateway.deno.DenoNotFoundException;
import io.fluxgateway.function.ManifestException;
import io.fluxgateway.undertow.ServerStartException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Describes a {@link DevServer}. Everything but the project has a default. Not thread-safe. */
public final class DevServerBuilder {
    public static final String DEFAULT_HOST = "127.0.0.1";
    public static final int DEFAULT_PORT = 4000;
    public static final Duration DEFAULT_DRAIN_TIMEOUT = Duration.ofSeconds(3);

    private static final int MAX_PORT = 65_535;

    private final ProjectFolder project;
    private String host = DEFAULT_HOST;
    private int port = DEFAULT_PORT;
    private Duration drainTimeout = DEFAULT_DRAIN_TIMEOUT;
    private @Nullable Path deno;
    private Clock clock = Clock.systemUTC();
    private @Nullable Instant startedAt;
    private Consumer<String> out = line -> {};
    private Consumer<String> err = line -> {};

    DevServerBuilder(ProjectFolder project) {
        this.project = project;
    }

    /** Name or address to listen on. Default: {@code 127.0.0.1}. */
    public DevServerBuilder host(String name) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("host: \"" + name + "\" (expected: a name or address)");
        }
        this.host = name;
        return this;
    }

    /** Port to listen on; 0 for any free one. Default: 4000. */
    public DevServerBuilder port(int number) {
        if (number < 0 || number > MAX_PORT) {
            throw new IllegalArgumentException("port: " + number + " (expected: 0 to " + MAX_PORT + ")");
        }
        this.port = number;
        return this;
    }

    /** How long requests under way may go on when the server stops. Default: 3 s. */
    public DevServerBuilder drainTimeout(Duration timeout) {
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("drainTimeout: " + timeout + " (expected: zero or more)");
        }
        this.drainTimeout = timeout;
        return this;
    }

    /** The Deno to run functions with. Default: it is looked for, and installed if there is none. */
    public DevServerBuilder deno(Path executable) {
        this.deno = executable;
        return this;
    }

    /** Tells when keys are made. Default: the system's clock. */
    public DevServerBuilder clock(Clock source) {
        this.clock = source;
        return this;
    }

    /** Since when the user has been waiting, for the time shown when it is ready. Default: when {@link #start} is called. */
    public DevServerBuilder startedAt(Instant instant) {
        this.startedAt = instant;
        return this;
    }

    /** Receives the lines that tell the user what is served. Called on several threads. Default: none sees them. */
    public DevServerBuilder out(Consumer<String> lines) {
        this.out = lines;
        return this;
    }

    /** Receives the lines that tell the user what is wrong, or under way. Called on several threads. Default: none sees them. */
    public DevServerBuilder err(Consumer<String> lines) {
        this.err = lines;
        return this;
    }

    /**
     * Starts to serve. The server is ready when this returns.
     *
     * @throws ManifestException      with all that is wrong in the functions
     * @throws DenoNotFoundException  if there is no Deno and none can be installed
     * @throws ServerStartException   if it cannot listen there
     * @throws io.fluxgateway.jdbc.StoreException if the state folder cannot be used
     */
    public DevServer start() throws ManifestException, DenoNotFoundException, ServerStartException {
        return new DevServer(this, startedAt == null ? Instant.now() : startedAt);
    }

    ProjectFolder project() {
        return project;
    }

    String host() {
        return host;
    }

    int port() {
        return port;
    }

    Duration drainTimeout() {
        return drainTimeout;
    }

    @Nullable
    Path deno() {
        return deno;
    }

    Clock clock() {
        return clock;
    }

    Consumer<String> out() {
        return out;
    }

    Consumer<String> err() {
        return err;
    }
}

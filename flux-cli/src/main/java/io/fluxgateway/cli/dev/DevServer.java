package io.fluxgateway.cli.dev;

import io.fluxgateway.Gateway;
import io.fluxgateway.auth.ApiKeySecret;
import io.fluxgateway.auth.KeyNameTakenException;
import io.fluxgateway.auth.ProjectKeys;
import io.fluxgateway.cli.project.ProjectFolder;
import io.fluxgateway.cli.server.DenoOnDemand;
import io.fluxgateway.cli.server.FollowedSettings;
import io.fluxgateway.cli.server.Running;
import io.fluxgateway.cli.tls.CertificateException;
import io.fluxgateway.deno.DenoNotFoundException;
import io.fluxgateway.deno.DenoRuntime;
import io.fluxgateway.function.FunctionRuntime;
import io.fluxgateway.function.ManifestException;
import io.fluxgateway.jdbc.SqliteStore;
import io.fluxgateway.jdbc.SqliteTraceStore;
import io.fluxgateway.jwt.JwtVerification;
import io.fluxgateway.route.RouteTable;
import io.fluxgateway.trace.TraceSink;
import io.fluxgateway.undertow.FluxServer;
import io.fluxgateway.undertow.ServerStartException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Serves the functions of a project folder on this machine, and follows every change of its functions, keys and
 * settings. Thread-safe.
 */
public final class DevServer implements AutoCloseable {
    /** The key that is made when a project is served for the first time. */
    public static final String KEY_NAME = "dev";

    private final Running running = new Running();
    private final FluxServer server;
    private final URI url;

    DevServer(DevServerBuilder options)
            throws ManifestException, DenoNotFoundException, ServerStartException, CertificateException {
        ProjectFolder project = options.project();
        try {
            RouteTable routes = RouteTable.load(project.path());
            SqliteTraceStore traces = running.closeLater(SqliteTraceStore.open(project.stateFolder()));
            DenoOnDemand deno = running.closeLater(new DenoOnDemand(
                    project.path(), options.deno(), options.err(), found -> runtime(project, found, traces)));
            DenoOnDemand.Preparation preparation = deno.prepareMeanwhile(routes);
            SqliteStore store = running.closeLater(SqliteStore.open(project.stateFolder()));
            Gateway gateway = running.closeLater(Gateway.builder(project.name())
                    .keys(store.keys())
                    .traces(traces)
                    .runtime(deno)
                    .tokens(JwtVerification.create())
                    .trustedProxies(options.trustedProxies())
                    .queue(store.queue(project.name()))
                    .routes(routes)
                    .build());
            running.closeLater(new FollowedSettings(store.projects(), project.name(), gateway));
            preparation.await();
            server = running.closeLater(options.listen(gateway));
            url = options.url(server);
            // After the server has its port: a key that nobody gets to see is of no use.
            ApiKeySecret key = firstKey(new ProjectKeys(project.name(), store.keys(), options.clock()));
            new Banner(
                            project.name(),
                            routes,
                            key,
                            url,
                            options.authority(),
                            Duration.between(options.startedAt(), Instant.now()))
                    .lines()
                    .forEach(options.out());
            HotReload reload = new HotReload(project.path(), routes, options.out(), options.err(), changed -> {
                deno.prepare(changed);
                gateway.routes(changed);
            });
            running.closeLater(new ReloadLoop(reload, new ChangeWatch(project.path())))
                    .start();
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    /** Describes a server of that project. */
    public static DevServerBuilder builder(ProjectFolder project) {
        return new DevServerBuilder(project);
    }

    /** The port it listens on. */
    public int port() {
        return server.port();
    }

    /** Where to call it from this machine, without a slash at the end. */
    public URI url() {
        return url;
    }

    /** Waits until the server was closed and everything it started has ended. */
    public void awaitClosed() throws InterruptedException {
        running.awaitClosed();
    }

    /**
     * Stops: takes no more requests, lets those under way finish within the drain timeout, and ends everything it started.
     * Returns when that is done. Idempotent.
     */
    @Override
    public void close() {
        running.close();
    }

    private static FunctionRuntime runtime(ProjectFolder project, Path deno, TraceSink traces) {
        return DenoRuntime.builder(project.path(), deno)
                .state(project.stateFolder().resolve("deno"))
                .traces(traces)
                .build();
    }

    private static @Nullable ApiKeySecret firstKey(ProjectKeys keys) {
        if (keys.has(KEY_NAME)) {
            return null;
        }
        try {
            return keys.create(KEY_NAME, ApiKeySecret.Mode.TEST);
        } catch (KeyNameTakenException e) {
            return null; // another server of this project was faster, and shows it
        }
    }
}

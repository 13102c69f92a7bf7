package io.fluxgateway.cli.serve;

import io.fluxgateway.DeploymentException;
import io.fluxgateway.DeploymentFollower;
import io.fluxgateway.Gateway;
import io.fluxgateway.cli.project.RouteLines;
import io.fluxgateway.cli.server.DenoOnDemand;
import io.fluxgateway.cli.server.FollowedSettings;
import io.fluxgateway.cli.server.Running;
import io.fluxgateway.cli.tls.CertificateException;
import io.fluxgateway.deno.DenoRuntime;
import io.fluxgateway.deployment.BundleCache;
import io.fluxgateway.deployment.Deployer;
import io.fluxgateway.function.FunctionRuntime;
import io.fluxgateway.jdbc.Store;
import io.fluxgateway.jdbc.TraceStore;
import io.fluxgateway.jwt.JwtVerification;
import io.fluxgateway.route.RouteTable;
import io.fluxgateway.trace.TraceSink;
import io.fluxgateway.undertow.FluxServer;
import io.fluxgateway.undertow.ServerStartException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * A node of a project: serves what is live in the store, and follows deployments, keys and settings. What it keeps itself
 * can be lost: files of deployments, traces, and the data that functions write. Thread-safe.
 */
public final class ServeServer implements AutoCloseable {
    private final Running running = new Running();
    private final FluxServer server;
    private final URI url;
    private final DeploymentFollower follower;

    ServeServer(ServeServerBuilder options) throws DeploymentException, ServerStartException, CertificateException {
        String project = options.project();
        Path state = options.stateFolder();
        Store store = options.store();
        try {
            TraceStore traces = running.closeLater(options.traces().open());
            DenoOnDemand deno = running.closeLater(
                    new DenoOnDemand(state, options.deno(), options.err(), found -> runtime(state, found, traces)));
            Gateway gateway = running.closeLater(Gateway.builder(project)
                    .keys(store.keys())
                    .traces(traces)
                    .runtime(deno)
                    .tokens(JwtVerification.create())
                    .trustedProxies(options.trustedProxies())
                    .queue(store.queue(project))
                    .build());
            running.closeLater(new FollowedSettings(store.projects(), project, gateway));
            BundleCache cache = running.closeLater(new BundleCache(state.resolve("deployed"), state.resolve("data")));
            Announcer announcer = new Announcer(deno, options.out(), options.err());
            follower = running.closeLater(new DeploymentFollower(
                    gateway,
                    project,
                    NodeName.ofThisProcess(),
                    store.deployments(),
                    cache,
                    Deployer.DEFAULT_READY_LIMIT,
                    announcer));
            follower.start();
            server = running.closeLater(options.listen(gateway));
            url = options.url(server);
            announcer.ready(project, gateway.routes(), url, Duration.between(options.startedAt(), Instant.now()));
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    /**
     * Describes a server.
     *
     * @param project     the project's name
     * @param store       where its deployments, keys and settings are; it stays open until the server is closed, which does
     *                    not close it
     * @param stateFolder for what this node keeps itself
     */
    public static ServeServerBuilder builder(String project, Store store, Path stateFolder) {
        return new ServeServerBuilder(project, store, stateFolder);
    }

    /** The port it listens on. */
    public int port() {
        return server.port();
    }

    /** Where to call it from this machine, without a slash at the end. */
    public URI url() {
        return url;
    }

    /** Number of the deployment that is served; 0 if none. */
    public long serving() {
        return follower.serving();
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

    private static FunctionRuntime runtime(Path state, Path deno, TraceSink traces) {
        return DenoRuntime.builderOfDeployed(deno, state.resolve("deno"))
                .traces(traces)
                .build();
    }

    /** Tells the user what is served. */
    private record Announcer(DenoOnDemand deno, Consumer<String> out, Consumer<String> err)
            implements DeploymentFollower.Listener {
        @Override
        public void preparing(RouteTable next) throws Exception {
            deno.prepare(next);
        }

        @Override
        public void live(RouteTable routes) {
            out.accept("deployment " + routes.deployment() + " is live  " + count(routes));
        }

        @Override
        public void refused(long deployment, String reason) {
            err.accept("deployment " + deployment + " is refused: " + reason);
        }

        void ready(String project, RouteTable routes, URI url, Duration startUp) {
            if (routes.deployment() == 0) {
                out.accept("flux serve  " + project + "  nothing is deployed yet (flux deploy does it)");
            } else {
                out.accept("flux serve  " + project + "  deployment " + routes.deployment() + "  " + count(routes));
                RouteLines.of(routes).forEach(out);
            }
            out.accept(String.format(Locale.ROOT, "ready  %-35sin %.1f s", url, startUp.toMillis() / 1000.0));
        }

        private static String count(RouteTable routes) {
            int count = routes.functions().size();
            return count + (count == 1 ? " function" : " functions");
        }
    }
}

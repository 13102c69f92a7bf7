package io.fluxgateway.cli.dev;

import io.fluxgateway.Gateway;
import io.fluxgateway.auth.ApiKeySecret;
import io.fluxgateway.auth.KeyNameTakenException;
import io.fluxgateway.auth.ProjectKeys;
import io.fluxgateway.cli.project.ProjectFolder;
import io.fluxgateway.deno.DenoNotFoundException;
import io.fluxgateway.function.ManifestException;
import io.fluxgateway.jdbc.SqliteStore;
import io.fluxgateway.jdbc.SqliteTraceStore;
import io.fluxgateway.project.ProjectStore;
import io.fluxgateway.route.RouteTable;
import io.fluxgateway.undertow.FluxServer;
import io.fluxgateway.undertow.ServerStartException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the functions of a project folder on this machine, and follows every change of its functions, keys and
 * settings. Thread-safe.
 */
public final class DevServer implements AutoCloseable {
    /** The key that is made when a project is served for the first time. */
    public static final String KEY_NAME = "dev";

    private static final Logger LOG = LoggerFactory.getLogger(DevServer.class);

    private final Deque<AutoCloseable> running = new ArrayDeque<>();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final FluxServer server;
    private final URI url;

    DevServer(DevServerBuilder options, Instant startedAt)
            throws ManifestException, DenoNotFoundException, ServerStartException {
        ProjectFolder project = options.project();
        try {
            RouteTable routes = RouteTable.load(project.path());
            SqliteTraceStore traces = closeLater(SqliteTraceStore.open(project.stateFolder()));
            DenoOnDemand deno = closeLater(new DenoOnDemand(project, options.deno(), traces, options.err()));
            DenoOnDemand.Preparation preparation = deno.prepareMeanwhile(routes);
            SqliteStore store = closeLater(SqliteStore.open(project.stateFolder()));
            Gateway gateway = closeLater(Gateway.builder(project.name())
                    .keys(store.keys())
                    .traces(traces)
                    .runtime(deno)
                    .routes(routes)
                    .build());
            closeLater(followSettings(store.projects(), project.name(), gateway));
            preparation.await();
            server = closeLater(FluxServer.builder(gateway)
                    .host(options.host())
                    .port(options.port())
                    .drainTimeout(options.drainTimeout())
                    .start());
            url = Banner.url(options.host(), server.port());
            // After the server has its port: a key that nobody gets to see is of no use.
            ApiKeySecret key = firstKey(new ProjectKeys(project.name(), store.keys(), options.clock()));
            new Banner(project.name(), routes, key, url, Duration.between(startedAt, Instant.now()))
                    .lines()
                    .forEach(options.out());
            HotReload reload = new HotReload(project.path(), routes, options.out(), options.err(), changed -> {
                deno.prepare(changed);
                gateway.routes(changed);
            });
            closeLater(new ReloadLoop(reload, new ChangeWatch(project.path()))).start();
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
        closed.await();
    }

    /**
     * Stops: takes no more requests, lets those under way finish within the drain timeout, and ends everything it started.
     * Returns when that is done. Idempotent.
     */
    @Override
    public void close() {
        if (!closing.compareAndSet(false, true)) {
            return;
        }
        while (!running.isEmpty()) {
            try {
                running.pop().close();
            } catch (Exception e) {
                LOG.warn("something did not stop as it should", e);
            }
        }
        closed.countDown();
    }

    private <T extends AutoCloseable> T closeLater(T started) {
        running.push(started);
        return started;
    }

    private static ProjectStore.Watch followSettings(ProjectStore projects, String project, Gateway gateway) {
        Object order = new Object();
        Runnable apply = () -> {
            synchronized (order) { // read and applied as one step, so the last one applied is the newest
                gateway.settings(projects.settings(project));
            }
        };
        ProjectStore.Watch watch = projects.watch(project, changed -> apply.run());
        apply.run();
        return watch;
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

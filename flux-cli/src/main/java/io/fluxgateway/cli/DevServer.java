package io.fluxgateway.cli;

import io.fluxgateway.Gateway;
import io.fluxgateway.auth.KeyNameTakenException;
import io.fluxgateway.deno.DenoNotFoundException;
import io.fluxgateway.function.ManifestException;
import io.fluxgateway.jdbc.SqliteStore;
import io.fluxgateway.project.ProjectStore;
import io.fluxgateway.route.RouteTable;
import io.fluxgateway.undertow.FluxServer;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/** Serves one project, and follows its files, keys and settings. Thread-safe. */
final class DevServer implements AutoCloseable {
    private static final String DEV_KEY = "dev";

    private final FluxServer server;
    private final String host;
    /** Closed in reverse. */
    private final Deque<AutoCloseable> parts;

    private final AtomicBoolean closing = new AtomicBoolean();
    private final CountDownLatch closed = new CountDownLatch(1);

    private DevServer(FluxServer server, String host, Deque<AutoCloseable> parts) {
        this.server = server;
        this.host = host;
        this.parts = parts;
    }

    /**
     * Starts to serve, and prints the routes, and the key if one was made.
     *
     * @throws Exception one of those that {@link UserErrors} knows, with nothing left open
     */
    static DevServer start(DevOptions options, Console console) throws Exception {
        RouteTable routes = RouteTable.load(options.folder());
        Project project = Project.at(options.folder());
        Deque<AutoCloseable> parts = new ArrayDeque<>();
        try {
            SqliteStore store = opened(parts, project.openStore());
            DenoOnDemand deno = opened(parts, new DenoOnDemand(project.folder(), options.deno(), console));
            deno.prepareFor(routes);
            Gateway gateway = opened(
                    parts,
                    Gateway.builder(project.name())
                            .routes(routes)
                            .keys(store.keys())
                            .runtime(deno)
                            .build());
            opened(parts, followSettings(store.projects(), project.name(), gateway));
            FluxServer server = opened(
                    parts,
                    FluxServer.builder(gateway)
                            .host(options.host())
                            .port(options.port())
                            .start());
            print(project, routes, console);
            warnIfOpen(options.host(), console);
            makeFirstKey(project, store, console);
            HotReload reload = new HotReload(project, gateway, deno, console);
            opened(parts, ProjectWatcher.start(project.folder(), reload::reload));
            return new DevServer(server, options.host(), parts);
        } catch (Exception e) {
            closeAll(parts);
            throw e;
        }
    }

    int port() {
        return server.port();
    }

    /** Where a client on this machine reaches it. */
    String url() {
        boolean local = host.equals("127.0.0.1") || host.equals("0.0.0.0") || host.equals("::");
        String name = local ? "localhost" : host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return "http://" + name + ":" + port();
    }

    /** Blocks until it was closed. */
    void awaitClose() throws InterruptedException {
        closed.await();
    }

    /** Lets requests under way finish, and stops all. Blocks as long. Idempotent. */
    @Override
    public void close() {
        if (closing.compareAndSet(false, true)) {
            closeAll(parts);
            closed.countDown();
        }
    }

    /** Each change is read anew, one at a time, so that the last one applied is the newest. */
    private static ProjectStore.Watch followSettings(ProjectStore projects, String project, Gateway gateway) {
        Object order = new Object();
        Runnable apply = () -> {
            synchronized (order) {
                gateway.settings(projects.settings(project));
            }
        };
        ProjectStore.Watch watch = projects.watch(project, changed -> apply.run());
        apply.run();
        return watch;
    }

    private static void print(Project project, RouteTable routes, Console console) {
        int count = routes.functions().size();
        console.out("flux dev  " + project.name() + "  " + count + (count == 1 ? " function" : " functions"));
        RouteListing.lines(routes).forEach(console::out);
    }

    private static void warnIfOpen(String host, Console console) {
        try {
            if (!InetAddress.getByName(host).isLoopbackAddress()) {
                console.err("flux: warning: clear-text HTTP on " + host + ": keys can be read on the way");
            }
        } catch (UnknownHostException e) {
            // It listens there, so the name is known; and a warning is all that is lost.
        }
    }

    private static void makeFirstKey(Project project, SqliteStore store, Console console) {
        if (store.keys().list(project.name()).isEmpty()) {
            try {
                String secret =
                        NewKey.test(project.name(), DEV_KEY, Clock.systemUTC()).addTo(store.keys());
                console.out("key    " + secret + "   (made now, and not shown again)");
            } catch (KeyNameTakenException e) {
                // Another process was faster, and has shown it.
            }
        }
    }

    private static <T extends AutoCloseable> T opened(Deque<AutoCloseable> parts, T part) {
        parts.push(part);
        return part;
    }

    private static void closeAll(Deque<AutoCloseable> parts) {
        for (AutoCloseable part : parts) {
            try {
                part.close();
            } catch (Exception e) {
                org.slf4j.LoggerFactory.getLogger(DevServer.class).warn("could not be closed: {}", part, e);
            }
        }
    }

    /** Puts changed files into service, or says what is wrong with them. Called by one thread. */
    private static final class HotReload {
        private final Project project;
        private final Gateway gateway;
        private final DenoOnDemand deno;
        private final Console console;
        private String problems = "";

        HotReload(Project project, Gateway gateway, DenoOnDemand deno, Console console) {
            this.project = project;
            this.gateway = gateway;
            this.deno = deno;
            this.console = console;
        }

        void reload() {
            try {
                RouteTable changed = RouteTable.load(project.folder());
                deno.prepareFor(changed);
                Changes changes = Changes.between(gateway.routes(), changed);
                if (!changes.isEmpty()) {
                    gateway.routes(changed);
                    changes.lines().forEach(console::out);
                } else if (!problems.isEmpty()) {
                    console.out("reload  all is well again, nothing has changed");
                }
                problems = "";
            } catch (ManifestException | DenoNotFoundException e) {
                String found = String.valueOf(e.getMessage());
                if (!found.equals(problems)) {
                    problems = found;
                    console.err("flux: not reloaded, what worked before goes on:");
                    found.lines().forEach(line -> console.err("  " + line));
                }
            }
        }
    }
}

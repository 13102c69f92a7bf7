package io.fluxgateway.cli.acceptance;

import io.fluxgateway.Gateway;
import io.fluxgateway.function.FluxFunction;
import io.fluxgateway.function.FunctionManifest;
import io.fluxgateway.invocation.InvocationOptions;
import io.fluxgateway.jdbc.PostgresStore;
import io.fluxgateway.jdbc.SqliteStore;
import io.fluxgateway.jdbc.Store;
import io.fluxgateway.route.RouteTable;
import io.fluxgateway.undertow.FluxServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A server with one queued function, {@code POST /work}, that writes down in a file when it begins and ends. Its body says
 * how many milliseconds it takes.
 */
final class QueueNode {
    static final String PROJECT = "shop";

    private QueueNode() {}

    /**
     * Serves until the process ends; prints its port.
     *
     * @param arguments a state folder or the URL of a PostgreSQL database; the file to write to; this node's name; how many
     *                  milliseconds a lease lasts
     */
    public static void main(String[] arguments) throws Exception {
        Store store = open(arguments[0]);
        String name = arguments[2];
        Ledger ledger = new Ledger(Path.of(arguments[1]), name);
        Gateway gateway = Gateway.builder(PROJECT)
                .keys(store.keys())
                .settings(store.projects().settings(PROJECT))
                .queue(store.queue(PROJECT))
                .invocations(InvocationOptions.builder()
                        .lease(Duration.ofMillis(Long.parseLong(arguments[3])))
                        .poll(Duration.ofMillis(100))
                        .build())
                .function("work", request -> work(request, ledger, name))
                .routes(RouteTable.of(
                        FunctionManifest.named("work").runtime("java").async().build()))
                .build();
        FluxServer server = FluxServer.builder(gateway).port(0).start();
        System.out.println("port " + server.port());
    }

    private static FluxFunction.Response work(FluxFunction.Request request, Ledger ledger, String name)
            throws IOException, InterruptedException {
        String attempt = request.headers().first("x-flux-attempt");
        ledger.write(Ledger.Event.BEGIN, request.requestId(), attempt);
        Thread.sleep(Long.parseLong(request.text()));
        ledger.write(Ledger.Event.END, request.requestId(), attempt);
        return FluxFunction.Response.text(200, name);
    }

    private static Store open(String database) {
        return database.startsWith("jdbc:") ? PostgresStore.open(database) : SqliteStore.open(Path.of(database));
    }
}

package io.fluxgateway.samples.library;

import io.fluxgateway.Gateway;
import io.fluxgateway.auth.ApiKeySecret;
import io.fluxgateway.auth.KeyNameTakenException;
import io.fluxgateway.auth.ProjectKeys;
import io.fluxgateway.function.ManifestException;
import io.fluxgateway.jdbc.SqliteStore;
import io.fluxgateway.route.RouteTable;
import io.fluxgateway.route.Unmatched;
import io.fluxgateway.undertow.FluxHandler;
import io.undertow.Undertow;
import java.net.InetSocketAddress;
import java.nio.file.Path;

/** Serves the library on port 8080, or the one that is named. */
public final class LibraryServer implements AutoCloseable {
    private static final String PROJECT = "library";

    private final SqliteStore store;
    private final Gateway gateway;
    private final Undertow server;

    LibraryServer(Path stateFolder, int port) throws ManifestException {
        Books books =
                new Books().add("9780131103627", "The C Programming Language").add("9780201633610", "Design Patterns");
        store = SqliteStore.open(stateFolder);
        gateway = Gateway.builder(PROJECT)
                .keys(store.keys())
                .routes(RouteTable.loadResource(LibraryServer.class.getClassLoader(), "flux.json"))
                .function("lend_book", new LendBook(books))
                .unmatched(Unmatched.PASS_TO_HOST) // /health stays open
                .build();
        server = Undertow.builder()
                .addHttpListener(port, "127.0.0.1")
                .setHandler(new FluxHandler(gateway, LibraryHandlers.of(books)))
                .build();
        server.start();
    }

    int port() {
        return ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort();
    }

    ProjectKeys keys() {
        return new ProjectKeys(PROJECT, store.keys());
    }

    @Override
    public void close() {
        server.stop();
        gateway.close();
        store.close();
    }

    public static void main(String[] args) throws ManifestException, KeyNameTakenException {
        LibraryServer library =
                new LibraryServer(Path.of(".flux"), args.length == 0 ? 8080 : Integer.parseInt(args[0]));
        if (!library.keys().has("first")) {
            System.out.println("key    "
                    + library.keys().create("first", ApiKeySecret.Mode.TEST).reveal() + "  shown only now");
        }
        System.out.println("ready  http://localhost:" + library.port());
        Runtime.getRuntime().addShutdownHook(new Thread(library::close));
    }
}

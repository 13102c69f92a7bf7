package io.fluxgateway.cli;

import io.fluxgateway.cli.serve.ServeServer;
import io.fluxgateway.exchange.Decided;
import io.fluxgateway.exchange.Decision;
import io.fluxgateway.exchange.Step;
import io.fluxgateway.jdbc.SqliteStore;
import io.fluxgateway.jdbc.SqliteTraceStore;
import io.fluxgateway.jdbc.Store;
import io.fluxgateway.trace.Trace;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;

/**
 * Run once by the launch script after a build, so that short commands start fast: it unpacks SQLite's native library, and does
 * what commands do at their start, while the JVM notes which classes that takes (class-data sharing).
 */
final class Preparation {
    private static final String ID = "1".repeat(32);
    /** Where SQLite's driver looks first, with {@code org.sqlite.lib.path} set. */
    private static final String LIBRARY = "library";

    private Preparation() {}

    /**
     * Prepares.
     *
     * @param arguments the folder to put things into
     */
    public static void main(String[] arguments) throws Exception {
        Logging.configure(false);
        Logging.startLate();
        Path folder = Path.of(arguments[0]);
        unpackLibrary(Files.createDirectory(folder.resolve(LIBRARY)));
        Path project = Files.createDirectory(folder.resolve("project"));
        Path state = Files.createDirectories(project.resolve("functions")).resolveSibling(".flux");
        try (SqliteTraceStore store = SqliteTraceStore.open(state)) {
            store.accept(sample());
        }
        try (Store store = SqliteStore.open(state);
                ServeServer server = ServeServer.builder("prepared", store, state)
                        .port(0)
                        .drainTimeout(Duration.ZERO)
                        .start()) {
            server.url();
        }
        run(project, "--version");
        run(project, "trace", ID);
        run(project, "trace", "--help");
        run(project, "tail", "--last", "1");
        run(project, "logs");
        run(project, "api-keys", "list");
        run(project, "routes");
    }

    /** A trace like others. */
    static Trace sample() {
        return new Trace(
                ID,
                null,
                "2".repeat(16),
                null,
                "GET",
                "/",
                null,
                200,
                null,
                false,
                null,
                Instant.now(),
                Duration.ofMillis(2),
                List.of(new Decided(new Served(), 1)),
                "prepared",
                "java",
                new Trace.Call("3".repeat(16), Duration.ZERO, Duration.ofMillis(1)),
                "127.0.0.1");
    }

    private static void unpackLibrary(Path folder) throws IOException {
        String name = LibraryLoaderUtil.getNativeLibName();
        String resource = LibraryLoaderUtil.getNativeLibResourcePath() + "/" + name;
        try (InputStream library = SQLiteJDBCLoader.class.getResourceAsStream(resource)) {
            if (library == null) {
                throw new FileNotFoundException(resource);
            }
            Files.copy(library, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static void run(Path project, String... arguments) {
        Surroundings surroundings = new Surroundings(project, Clock.system(ZoneId.systemDefault()), Map.of());
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        Main.run(new Console(nowhere, nowhere, surroundings), arguments);
    }

    private record Served() implements Decision {
        @Override
        public Step step() {
            return Step.ROUTE;
        }

        @Override
        public String outcome() {
            return "ok";
        }

        @Override
        public String detail() {
            return "GET /";
        }
    }
}

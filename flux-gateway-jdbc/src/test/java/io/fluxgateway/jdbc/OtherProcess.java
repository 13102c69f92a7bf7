package io.fluxgateway.jdbc;

import io.fluxgateway.invocation.Invocation;
import io.fluxgateway.invocation.InvocationQueue;
import io.fluxgateway.project.ProjectSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A real second process with a store: does on its start what its arguments say, prints "done", and ends. */
final class OtherProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader output;

    private OtherProcess(Process process) {
        this.process = process;
        this.output = process.inputReader();
    }

    /**
     * Starts it.
     *
     * @param arguments {@code add NAME}, {@code revoke NAME}, {@code plan NAME}, {@code die NAME} (after it has added a key), or
     *     {@code queue-and-die COUNT CLAIMED} (after it has queued some invocations and claimed some of them)
     */
    static OtherProcess start(Path folder, String... arguments) throws IOException {
        return start(System.getProperty("java.class.path"), folder.toString(), arguments);
    }

    /**
     * Starts it.
     *
     * @param database a state folder, or the URL of a PostgreSQL database
     */
    static OtherProcess start(String classPath, String database, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath,
                OtherProcess.class.getName(),
                database));
        command.addAll(List.of(arguments));
        return new OtherProcess(
                new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    /** Waits for its end; what it printed. */
    String result() {
        try {
            StringBuilder all = new StringBuilder();
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                all.append(line).append('\n');
            }
            return all + "exit " + process.waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    public static void main(String[] arguments) throws Exception {
        try (Store store = open(arguments[0])) {
            String name = arguments.length > 2 ? arguments[2] : "";
            switch (arguments[1]) {
                case "add" -> KeyFixture.in(store, "shop", name);
                case "revoke" -> require(store.keys().revoke("shop", name));
                case "plan" -> store.projects().update("shop", new ProjectSettings(name, List.of()));
                case "die" -> {
                    KeyFixture.in(store, "shop", name);
                    Runtime.getRuntime().halt(9);
                }
                case "queue-and-die" -> {
                    queue(store, Integer.parseInt(name), Integer.parseInt(arguments[3]));
                    Runtime.getRuntime().halt(9);
                }
                default -> throw new IllegalArgumentException(arguments[1]);
            }
        }
        System.out.println("done");
    }

    private static void queue(Store store, int count, int claimed) throws Exception {
        InvocationQueue queue = store.queue("shop");
        List<Invocation> invocations =
                Stream.generate(QueueFixture::invocation).limit(count).toList();
        require(QueueFixture.offer(queue, invocations).size() == count);
        require(QueueFixture.claim(queue, claimed).size() == claimed);
    }

    private static Store open(String database) {
        return database.startsWith("jdbc:")
                ? PostgresStore.open(database)
                : new SqliteFile(Path.of(database)).options().open();
    }

    private static void require(boolean succeeded) {
        if (!succeeded) {
            throw new IllegalStateException("it did not succeed");
        }
    }
}

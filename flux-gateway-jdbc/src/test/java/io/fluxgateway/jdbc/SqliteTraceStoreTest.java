package io.fluxgateway.jdbc;

import static io.fluxgateway.jdbc.TraceFixture.CLOCK;
import static io.fluxgateway.jdbc.TraceFixture.NOON;
import static io.fluxgateway.jdbc.TraceFixture.trace;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fluxgateway.trace.Trace;
import io.fluxgateway.trace.TraceFilter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteTraceStoreTest extends TraceStoreCases {

    @TempDir
    Path folder;

    @Override
    SqliteTraceStoreBuilder options() {
        return SqliteTraceStore.at(folder).clock(CLOCK);
    }

    @Override
    TraceReader openExisting() {
        return SqliteTraceReader.openExisting(folder);
    }

    // The file

    @Test
    void theFileIsForItsOwnerOnly() throws Exception {
        open();
        assertThat(Files.getPosixFilePermissions(folder.resolve("traces.db"))).hasSize(2);
    }

    @Test
    void aFileThatIsNoDatabaseIsRefusedByName() throws Exception {
        Files.writeString(
                folder.resolve("traces.db"), "this is not a database, and longer than its header would be".repeat(20));
        assertThatThrownBy(this::open)
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("traces.db cannot be opened: it is not an SQLite database");
    }

    // Trouble

    @Test
    void whileTheDatabaseIsFrozenRecordingGoesOnAndSuccessesAreDroppedBeforeErrors() throws Exception {
        open(options().maxWaiting(1_000));
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("traces.db"));
                Statement statement = other.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            for (int i = 0; i < 100; i++) {
                store.accept(trace(500));
            }
            for (int i = 0; i < 10_000; i++) { // would take for ever if one of them waited for the lock
                store.accept(trace(ID, 200, "/n" + i, NOON));
            }
            assertThat(store.dropped()).isBetween(8_500L, 9_100L);
            statement.execute("ROLLBACK");
        }

        await().atMost(LONG).until(() -> paths(TraceFilter.ALL).contains("/n9999"));
        await().untilAsserted(() ->
                assertThat(paths(new TraceFilter(500, 500, null, null, null))).hasSize(100));
        assertThat(store.dropped() + paths(TraceFilter.ALL).size()).isEqualTo(10_100);
    }

    @Test
    void afterAKillEveryTraceThatWasRecordedIsThere() throws Exception {
        Path output = folder.resolve("recorded.txt");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Recorder.class.getName(),
                        folder.toString())
                .redirectOutput(output.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            await().atMost(Duration.ofSeconds(60)).until(() -> Files.size(output) > 10_000 * 33);
        } finally {
            process.destroyForcibly().waitFor();
        }

        List<String> recorded = Files.readAllLines(output).stream()
                .filter(line -> line.length() == 32) // the last one may have been cut off
                .toList();
        assertThat(recorded).hasSizeGreaterThanOrEqualTo(10_000);
        open();
        assertThat(reader.lastTraces(TraceFilter.ALL, Integer.MAX_VALUE))
                .extracting(one -> one.value().requestId())
                .containsAll(recorded);
    }

    /** Records traces until it is killed, and prints the ID of each once it is recorded. */
    static final class Recorder {
        private static final int MOST_WAITING = 1_000; // few enough that none is dropped

        private Recorder() {}

        public static void main(String[] arguments) throws Exception {
            try (SqliteTraceStore store = SqliteTraceStore.at(Path.of(arguments[0]))
                    .clock(CLOCK)
                    .writerShare(1)
                    .open()) {
                Queue<String> waiting = new ArrayDeque<>();
                long printed = 0;
                while (true) {
                    while (waiting.size() < MOST_WAITING) {
                        Trace trace = trace(200);
                        store.accept(trace);
                        waiting.add(trace.requestId());
                    }
                    for (long recorded = store.recorded(); printed < recorded; printed++) {
                        System.out.println(waiting.remove());
                    }
                    Thread.sleep(10);
                }
            }
        }
    }
}

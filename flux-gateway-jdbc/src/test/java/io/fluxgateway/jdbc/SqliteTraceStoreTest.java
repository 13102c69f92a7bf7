package io.fluxgateway.jdbc;

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
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteTraceStoreTest extends TraceStoreCases {

    @TempDir
    Path folder;

    @Override
    SqliteTraceStoreBuilder options() {
        return SqliteTraceStore.at(folder);
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

        await().atMost(Duration.ofSeconds(30))
                .until(() -> paths(TraceFilter.ALL).contains("/n9999"));
        await().untilAsserted(() ->
                assertThat(paths(new TraceFilter(500, 500, null, null, null))).hasSize(100));
        assertThat(store.dropped() + paths(TraceFilter.ALL).size()).isEqualTo(10_100);
    }

    @Test
    void afterAKillEveryTraceThatIsTwoSecondsOldIsThere() throws Exception {
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
        long killedAt;
        try {
            await().atMost(Duration.ofSeconds(60)).until(() -> Files.size(output) > 20_000 * 47);
        } finally {
            killedAt = System.currentTimeMillis();
            process.destroyForcibly().waitFor();
        }

        List<String> old = Files.readAllLines(output).stream()
                .filter(line -> line.length() == 46 && Long.parseLong(line.substring(33)) < killedAt - 2_000)
                .map(line -> line.substring(0, 32))
                .sorted(Comparator.naturalOrder())
                .toList();
        assertThat(old).hasSizeGreaterThan(1_000);
        open();
        assertThat(reader.lastTraces(TraceFilter.ALL, PLENTY))
                .extracting(one -> one.value().requestId())
                .containsAll(old);
    }

    /** Records traces until it is killed, some 5,000 a second, and prints their IDs and times. */
    static final class Recorder {
        private Recorder() {}

        public static void main(String[] arguments) throws Exception {
            try (SqliteTraceStore store = SqliteTraceStore.open(Path.of(arguments[0]))) {
                while (true) {
                    for (int i = 0; i < 50; i++) {
                        Trace trace = trace(200);
                        store.accept(trace);
                        System.out.println(trace.requestId() + " " + System.currentTimeMillis());
                    }
                    Thread.sleep(10);
                }
            }
        }
    }
}

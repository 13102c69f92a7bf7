package io.fluxgateway.jdbc;

import static io.fluxgateway.jdbc.TraceFixture.NOON;
import static io.fluxgateway.jdbc.TraceFixture.log;
import static io.fluxgateway.jdbc.TraceFixture.span;
import static io.fluxgateway.jdbc.TraceFixture.trace;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fluxgateway.exchange.Decided;
import io.fluxgateway.trace.LogEvent;
import io.fluxgateway.trace.Trace;
import io.fluxgateway.trace.TraceFilter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteTraceStoreTest {
    private static final String ID = "9c3e7f1a4b0d9c3e7f1a4b0d9c3e7f1a";
    private static final int PLENTY = 100_000;

    @TempDir
    Path folder;

    private SqliteTraceStore store;

    private SqliteTraceStore open() {
        return open(SqliteTraceStore.at(folder));
    }

    private SqliteTraceStore open(SqliteTraceStoreBuilder options) {
        store = options.clock(Clock.fixed(NOON, ZoneOffset.UTC)).open();
        return store;
    }

    @AfterEach
    void close() {
        if (store != null) {
            store.close();
        }
    }

    // What is read is what was recorded

    @Test
    void aTraceIsReadBackWhole() {
        open().accept(trace(ID, 502));
        await().until(() -> !store.traces(ID).isEmpty());

        Trace read = store.traces(ID).get(0);
        Trace recorded = trace(ID, 502);
        assertThat(read).usingRecursiveComparison().ignoringFields("decisions").isEqualTo(recorded);
        assertThat(read.decisions())
                .map(SqliteTraceStoreTest::told)
                .isEqualTo(recorded.decisions().stream()
                        .map(SqliteTraceStoreTest::told)
                        .toList());
    }

    @Test
    void aTraceOfWhichLittleIsKnownIsReadBackToo() {
        Trace bare = new Trace(
                ID,
                null,
                "b7ad6b7169203331",
                null,
                "GET",
                "/",
                null,
                401,
                null,
                false,
                null,
                NOON,
                Duration.ZERO,
                List.of(),
                null,
                null,
                null);
        open().accept(bare);
        await().untilAsserted(() -> assertThat(store.traces(ID)).containsExactly(bare));
    }

    @Test
    void spansAndLogLinesBelongToTheirTrace() {
        open();
        store.accept(span(ID));
        store.accept(log(ID, NOON.plusMillis(2), "second"));
        store.accept(log(ID, NOON, "first"));
        store.accept(log(null, NOON, "outside of requests"));
        store.accept(log("0".repeat(31) + "1", NOON, "another"));

        await().untilAsserted(() -> assertThat(store.logs(Long.MIN_VALUE, Instant.EPOCH, null, PLENTY))
                .hasSize(4));
        assertThat(store.spans(ID)).containsExactly(span(ID));
        assertThat(store.logs(ID)).containsExactly(log(ID, NOON, "first"), log(ID, NOON.plusMillis(2), "second"));
    }

    @Test
    void whatWasRecordedIsThereAfterTheStoreWasClosed() {
        open();
        for (int i = 0; i < 5_000; i++) {
            store.accept(trace(200));
        }
        store.close();

        assertThat(open().lastTraces(TraceFilter.ALL, PLENTY)).hasSize(5_000);
    }

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

    // Finding

    @Test
    void aPrefixFindsAllIdsThatStartWithIt() {
        open();
        String other = "9c3e7f1b" + ID.substring(8);
        List.of(ID, other, "a".repeat(32)).forEach(id -> store.accept(trace(id, 200)));
        await().until(() -> store.tracesStartingWith("", 10).size() == 3);

        assertThat(store.tracesStartingWith("9c3e7f1", 10).keySet()).containsExactly(ID, other);
        assertThat(store.tracesStartingWith("9c3e7f1a", 10).keySet()).containsExactly(ID);
        assertThat(store.tracesStartingWith("9c3e7f1", 1).keySet()).containsExactly(ID);
        assertThat(store.tracesStartingWith(ID, 10).keySet()).containsExactly(ID);
        assertThat(store.tracesStartingWith("b", 10)).isEmpty();
    }

    @Test
    void requestsOfOneTraceAreFoundTogetherInTheirOrder() {
        open();
        store.accept(trace(ID, 200, "/second", NOON.plusSeconds(1)));
        store.accept(trace(ID, 200, "/first", NOON));
        await().until(() -> store.traces(ID).size() == 2);

        assertThat(store.traces(ID)).extracting(Trace::path).containsExactly("/first", "/second");
        assertThat(store.tracesStartingWith(ID.substring(0, 4), 10).keySet()).containsExactly(ID);
    }

    @Test
    void theLastTracesComeOldestFirstAndLaterOnesByNumber() {
        open();
        for (int i = 0; i < 5; i++) {
            store.accept(trace(ID, 200, "/n" + i, NOON));
        }
        await().until(() -> store.traces(ID).size() == 5);

        List<Numbered<Trace>> last = store.lastTraces(TraceFilter.ALL, 3);
        assertThat(last).extracting(n -> n.value().path()).containsExactly("/n2", "/n3", "/n4");
        assertThat(store.tracesAfter(last.get(0).number(), TraceFilter.ALL, 1))
                .extracting(n -> n.value().path())
                .containsExactly("/n3");
    }

    @Test
    void aFilterLetsThroughOnlyWhatItNames() {
        open();
        List.of("/orders", "/orders/42", "/ordersx", "/other")
                .forEach(path -> store.accept(trace(ID, 200, path, NOON)));
        store.accept(trace(ID, 503, "/orders", NOON.plusSeconds(1)));
        await().until(() -> store.traces(ID).size() == 5);

        assertThat(paths(new TraceFilter(0, 999, null, null, "/orders")))
                .containsExactly("/orders", "/orders/42", "/orders");
        assertThat(paths(new TraceFilter(0, 999, null, null, "/"))).hasSize(5);
        assertThat(paths(new TraceFilter(500, 599, null, null, null))).containsExactly("/orders");
        assertThat(paths(new TraceFilter(0, 999, "other", null, null))).containsExactly("/other");
        assertThat(paths(new TraceFilter(0, 999, null, "till", null))).hasSize(5);
        assertThat(paths(new TraceFilter(0, 999, null, "nobody", null))).isEmpty();
    }

    @Test
    void logLinesAreFoundByTimeFunctionAndNumber() {
        open();
        for (int i = 0; i < 4; i++) {
            store.accept(log(null, NOON.plusSeconds(i), "line " + i));
        }
        await().until(() ->
                store.logs(Long.MIN_VALUE, Instant.EPOCH, null, PLENTY).size() == 4);

        List<Numbered<LogEvent>> since = store.logs(Long.MIN_VALUE, NOON.plusSeconds(2), "create_order", PLENTY);
        assertThat(since).extracting(n -> n.value().text()).containsExactly("line 2", "line 3");
        assertThat(store.logs(since.get(0).number(), Instant.EPOCH, null, PLENTY))
                .extracting(n -> n.value().text())
                .containsExactly("line 3");
        assertThat(store.logs(Long.MIN_VALUE, Instant.EPOCH, "other", PLENTY)).isEmpty();
    }

    private List<String> paths(TraceFilter filter) {
        return store.lastTraces(filter, PLENTY).stream()
                .map(n -> n.value().path())
                .toList();
    }

    private static List<Object> told(Decided decided) {
        return List.of(
                decided.decision().step(),
                decided.decision().outcome(),
                decided.decision().detail(),
                decided.atNanos());
    }

    // What is too old, or too much

    @Test
    void whatIsTooOldIsForgotten() {
        open(SqliteTraceStore.at(folder).maxAge(Duration.ofDays(1)));
        for (int i = 0; i < 2_500; i++) {
            store.accept(trace("0".repeat(31) + "1", 200, "/old", NOON.minus(Duration.ofDays(2))));
        }
        store.accept(log(null, NOON.minus(Duration.ofDays(2)), "old"));
        store.accept(trace(ID, 200));

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(paths(TraceFilter.ALL)).containsExactly("/create_order"));
        await().untilAsserted(() -> assertThat(store.logs(Long.MIN_VALUE, Instant.EPOCH, null, PLENTY))
                .isEmpty());
    }

    @Test
    void noMoreThanTheLastTracesAreKept() {
        open(SqliteTraceStore.at(folder).maxTraces(100));
        for (int i = 0; i < 3_000; i++) {
            store.accept(trace(ID, 200, "/n" + i, NOON));
        }

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> assertThat(paths(TraceFilter.ALL)).hasSize(100).endsWith("/n2999"));
    }

    // Trouble

    @Test
    void whileTheDatabaseIsFrozenRecordingGoesOnAndSuccessesAreDroppedBeforeErrors() throws Exception {
        open(SqliteTraceStore.at(folder).maxWaiting(1_000));
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
    void severalProcessesMayWriteAndRead() {
        open();
        try (SqliteTraceStore second = SqliteTraceStore.open(folder)) {
            for (int i = 0; i < 2_000; i++) {
                store.accept(trace(200));
                second.accept(trace(200));
            }
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> second.lastTraces(TraceFilter.ALL, PLENTY).size() == 4_000);
            assertThat(second.dropped() + store.dropped()).isZero();
        }
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
        assertThat(open().lastTraces(TraceFilter.ALL, PLENTY))
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

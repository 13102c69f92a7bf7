package io.fluxgateway.jdbc;

import static io.fluxgateway.jdbc.TraceFixture.CLOCK;
import static io.fluxgateway.jdbc.TraceFixture.NOON;
import static io.fluxgateway.jdbc.TraceFixture.log;
import static io.fluxgateway.jdbc.TraceFixture.span;
import static io.fluxgateway.jdbc.TraceFixture.trace;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fluxgateway.trace.Trace;
import io.fluxgateway.trace.TraceFilter;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class PostgresTraceStoreTest extends TraceStoreCases {
    private final PostgresSchema database = new PostgresSchema();

    @Override
    PostgresTraceStoreBuilder options() {
        return PostgresTraceStore.at(database.url(), "shop").clock(CLOCK);
    }

    @Override
    TraceReader openExisting() {
        return options().openExisting();
    }

    @Test
    void tracesOfAnotherProjectAreNeverSeen() {
        open();
        try (PostgresTraceStore blog =
                PostgresTraceStore.at(database.url(), "blog").clock(CLOCK).open()) {
            blog.accept(trace(ID, 200, "/blog", NOON));
            blog.accept(span(ID));
            blog.accept(log(ID, NOON, "blog"));
            await().until(() -> blog.recorded() == 3);

            assertThat(reader.tracesStartingWith("", 10)).isEmpty();
            assertThat(reader.traces(ID)).isEmpty();
            assertThat(reader.spans(ID)).isEmpty();
            assertThat(reader.logs(ID)).isEmpty();
            assertThat(reader.lastTraces(TraceFilter.ALL, 10)).isEmpty();
            assertThat(reader.tracesAfter(Long.MIN_VALUE, TraceFilter.ALL, 10)).isEmpty();
            assertThat(reader.logs(Long.MIN_VALUE, Instant.EPOCH, null, 10)).isEmpty();
            assertThat(reader.lastTraceNumber()).isZero();
            assertThat(reader.lastLogNumber()).isZero();

            store.accept(trace(ID, 200, "/shop", NOON));
            await().until(() -> store.recorded() == 1);
            assertThat(reader.traces(ID)).extracting(Trace::path).containsExactly("/shop");
            assertThat(blog.traces(ID)).extracting(Trace::path).containsExactly("/blog");
            assertThat(reader.lastTraceNumber())
                    .as("each project counts for itself")
                    .isEqualTo(1);
        }
    }

    @Test
    void whatAnotherProjectHasTooMuchOfIsNotTakenFromThisOne() {
        open();
        store.accept(trace(ID, 200, "/shop", NOON));
        await().until(() -> store.recorded() == 1);
        try (PostgresTraceStore blog = PostgresTraceStore.at(database.url(), "blog")
                .maxTraces(10)
                .clock(CLOCK)
                .open()) {
            for (int i = 0; i < 100; i++) {
                blog.accept(trace(200));
            }
            await().atMost(LONG)
                    .until(() -> blog.lastTraces(TraceFilter.ALL, PLENTY).size() == 10);
        }

        assertThat(paths(TraceFilter.ALL)).containsExactly("/shop");
    }

    @Test
    void whereNothingWasRecordedNothingIsMade() throws Exception {
        assertThatThrownBy(this::openExisting)
                .isInstanceOf(StoreException.class)
                .hasMessage("nothing was recorded so far in the " + database.name());
        assertThat(database.read("SELECT count(*) FROM pg_namespace WHERE nspname = '" + database.schema() + "'"))
                .isEqualTo("0");

        database.open().close();
        assertThatThrownBy(this::openExisting).hasMessageStartingWith("nothing was recorded so far");
    }

    @Test
    void keysAndTracesShareASchemaAndAnyNumberOfNodesMayMakeItAtOnce() throws Exception {
        ExecutorService nodes = Executors.newFixedThreadPool(8);
        try {
            List<Callable<AutoCloseable>> starts = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                starts.add(database::open);
                starts.add(() -> options().open());
            }
            for (Future<AutoCloseable> started : nodes.invokeAll(starts)) {
                started.get().close();
            }
        } finally {
            nodes.shutdownNow();
        }

        assertThat(database.read("SELECT string_agg(part || version, ' ' ORDER BY part) FROM " + database.schema()
                        + ".schema_version"))
                .isEqualTo("configuration5 traces1");
    }

    @Test
    void tracesOfANewerVersionAreRefused() throws Exception {
        open().close();
        database.execute("UPDATE schema_version SET version = 99 WHERE part = 'traces'");

        assertThatThrownBy(this::open).hasMessageContaining("has schema version 99");
        assertThatThrownBy(this::openExisting).hasMessageContaining("has schema version 99");
        database.open().close();
    }

    @Test
    void aConnectionThatIsEndedIsReplacedAndNothingIsLostOrDoubled() throws Exception {
        open();
        for (int round = 0; round < 10; round++) {
            for (int i = 0; i < 300; i++) {
                store.accept(trace(200));
            }
            database.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
                    + " AND query LIKE '%trace_writer%'");
        }

        await().atMost(LONG).until(() -> store.recorded() == 3_000);
        assertThat(reader.lastTraces(TraceFilter.ALL, PLENTY))
                .extracting(one -> one.value().requestId())
                .hasSize(3_000)
                .doesNotHaveDuplicates();
        assertThat(store.dropped()).isZero();
    }

    @Test
    void aBatchThatIsRepeatedIsWrittenOnce() {
        open();
        PostgresDatabase connections = new PostgresDatabase(options().url(), 1);
        List<Object> batch = List.of(trace(ID, 200), log(ID, NOON, "once"));
        try (PostgresTraceTarget node = new PostgresTraceTarget(connections, "shop")) {
            node.write(1, batch);
            node.write(1, batch);
            node.write(2, List.of(trace(ID, 200, "/next", NOON)));
            node.write(1, batch);
        } finally {
            connections.close();
        }

        assertThat(paths(TraceFilter.ALL)).containsExactly("/create_order", "/next");
        assertThat(reader.logs(ID)).hasSize(1);
    }

    @Test
    void whatTheDatabaseRefusesIsDroppedAndCountedAndRecordingGoesOn() throws Exception {
        open();
        database.execute("ALTER TABLE trace ALTER COLUMN path TYPE varchar(20)");
        store.accept(trace(ID, 200, "/longer-than-the-column-is", NOON));
        await().atMost(LONG).until(() -> store.dropped() == 1);

        store.accept(trace(ID, 200, "/short", NOON));
        await().atMost(LONG).until(() -> store.recorded() == 1);
        assertThat(paths(TraceFilter.ALL)).containsExactly("/short");
    }

    @Test
    void aNumberIsNotSeenBeforeAllLowerOnesAre() throws Exception {
        open();
        store.accept(trace(ID, 200, "/first", NOON));
        await().until(() -> reader.lastTraceNumber() == 1);
        try (Connection slow = database.connect();
                Statement statement = slow.createStatement()) {
            slow.setAutoCommit(false);
            statement.execute("UPDATE trace_number SET trace = trace + 1");
            statement.execute("INSERT INTO trace SELECT project, 2, id, started_at, duration, status, method, '/slow',"
                    + " function, key_name, detail FROM trace");
            store.accept(trace(ID, 200, "/fast", NOON));
            await().until(() -> database.read("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                            + " AND query LIKE '%trace_writer%'")
                    .equals("1"));
            assertThat(reader.lastTraceNumber()).isEqualTo(1);
            slow.commit();
        }

        await().until(() -> reader.lastTraceNumber() == 3);
        assertThat(reader.tracesAfter(1, TraceFilter.ALL, PLENTY))
                .extracting(one -> one.number() + one.value().path())
                .containsExactly("2/slow", "3/fast");
    }

    @Test
    void onlyOneNodePrunesAtATime() throws Exception {
        open();
        for (int i = 0; i < 20; i++) {
            store.accept(trace(200));
        }
        await().atMost(LONG).until(() -> store.recorded() == 20);
        store.close(); // it prunes as well, once a second
        PostgresDatabase connections = new PostgresDatabase(options().url(), 1);
        try (Connection other = database.connect();
                Statement statement = other.createStatement();
                PostgresTraceTarget node = new PostgresTraceTarget(connections, "shop")) {
            other.setAutoCommit(false);
            statement.execute(
                    "SELECT pg_advisory_xact_lock(x'466c5472'::int, hashtext('" + database.schema() + ".shop'))");
            assertThat(node.prune(TraceTable.TRACE, 0, 10, 5)).isZero();
            other.commit();
            assertThat(node.prune(TraceTable.TRACE, 0, 10, 5)).isEqualTo(5);
            assertThat(node.prune(TraceTable.TRACE, 0, 10, 50)).isEqualTo(5);
        } finally {
            connections.close();
        }
    }
}

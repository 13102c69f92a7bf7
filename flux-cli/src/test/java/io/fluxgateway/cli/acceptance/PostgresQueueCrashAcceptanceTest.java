package io.fluxgateway.cli.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fluxgateway.invocation.InvocationQueue;
import io.fluxgateway.invocation.QueueStats;
import io.fluxgateway.jdbc.PostgresStore;
import io.fluxgateway.jdbc.Store;
import io.fluxgateway.testkit.FrozenProcess;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PostgresQueueCrashAcceptanceTest extends QueueCrashCases {
    private static final int CALLS = 60;
    private static final long MILLIS_OF_A_CALL = 300;

    private static EmbeddedPostgres postgres;
    private static int databases;

    private String url;

    @BeforeAll
    static void startServer() throws IOException {
        postgres = EmbeddedPostgres.builder()
                .setPGStartupWait(Duration.ofMinutes(1))
                .start();
    }

    @AfterAll
    static void stopServer() throws IOException {
        postgres.close();
    }

    @BeforeEach
    @Override
    void makeKey() throws Exception {
        databases++;
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create database crash" + databases);
        }
        url = postgres.getJdbcUrl("postgres", "crash" + databases);
        super.makeKey();
    }

    @Override
    String database() {
        return url;
    }

    /** The server takes its locks from one that is frozen, after some seconds. */
    @Override
    boolean canBeWritten() {
        return true;
    }

    @Override
    Store open() {
        return PostgresStore.open(url);
    }

    @Test
    void what_a_killed_node_had_leased_runs_on_another_one_and_nothing_runs_twice_at_a_time() throws Exception {
        Duration lease = Duration.ofSeconds(8); // a node that stands still for longer loses it rightly
        try (QueueNodeProcess one = node("one", lease);
                QueueNodeProcess two = node("two", lease);
                Store store = open();
                InvocationQueue queue = store.queue(QueueNode.PROJECT)) {
            List<String> accepted = new ArrayList<>();
            try (QueueNodeProcess.Caller toOne = one.caller(key);
                    QueueNodeProcess.Caller toTwo = two.caller(key)) {
                for (int i = 0; i < CALLS; i++) {
                    accepted.add((i % 2 == 0 ? toOne : toTwo).queue(MILLIS_OF_A_CALL));
                }
                await().atMost(LONG).pollInterval(Duration.ofMillis(20)).until(() -> {
                    accepted.add(toOne.queue(MILLIS_OF_A_CALL));
                    accepted.add(toTwo.queue(MILLIS_OF_A_CALL));
                    return !under("two").isEmpty() && stopsAtWork(one, "one");
                });
            }
            long killedAt = System.currentTimeMillis();
            one.kill();
            Set<String> brokenOff = under("one");
            assertThat(brokenOff).as("what ran on the killed node").isNotEmpty();
            await().atMost(LONG).untilAsserted(() -> {
                QueueStats stats = queue.stats().toCompletableFuture().get();
                assertThat(stats.queued() + stats.running() + stats.dead()).isZero();
            });
            for (String id : accepted) {
                assertThat(succeeded(queue, id)).as(id).isTrue();
            }
            assertThat(lines().stream()
                            .filter(line -> line.node().equals("two"))
                            .map(Ledger.Line::id)
                            .toList())
                    .containsAll(brokenOff);
            assertNoneRanTwiceAtATime(killedAt);
            System.out.printf(
                    "%d ran on the killed node; the last of them began on the other one %d ms later, with a lease of %d ms%n",
                    brokenOff.size(), lastBeganOn("two", brokenOff) - killedAt, lease.toMillis());
        }
    }

    /** Stops a node for good if it runs something then. */
    private boolean stopsAtWork(QueueNodeProcess node, String name) throws IOException {
        FrozenProcess stopped = node.freeze();
        if (under(name).isEmpty()) {
            stopped.thaw();
            return false;
        }
        return true;
    }

    private long lastBeganOn(String node, Set<String> ids) throws IOException {
        return lines().stream()
                .filter(line -> line.event() == Ledger.Event.BEGIN)
                .filter(line -> line.node().equals(node) && ids.contains(line.id()))
                .mapToLong(Ledger.Line::millis)
                .max()
                .orElseThrow();
    }

    /** Each attempt ends before the next one begins, but those that the kill broke off. */
    private void assertNoneRanTwiceAtATime(long killedAt) throws IOException {
        Map<String, Ledger.Line> running = new HashMap<>();
        for (Ledger.Line line : lines()) {
            if (line.event() == Ledger.Event.END) {
                running.remove(line.id());
                continue;
            }
            Ledger.Line before = running.put(line.id(), line);
            if (before != null) {
                assertThat(before.node()).as(line + " after " + before).isEqualTo("one");
                assertThat(line.node()).isEqualTo("two");
                assertThat(line.millis()).as(line.toString()).isGreaterThanOrEqualTo(killedAt);
            }
        }
    }
}

package io.fluxgateway.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fluxgateway.invocation.Admission;
import io.fluxgateway.invocation.Invocation;
import io.fluxgateway.invocation.InvocationQueue;
import io.fluxgateway.invocation.Lease;
import io.fluxgateway.invocation.QueueLimits;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The server ends the connection that a queue is written on. */
class PostgresQueueTroubleTest {
    private static final int MANY = 10_000;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** A little shorter than {@code PostgresQueueTarget.CHECKED_AFTER}. */
    private static final Duration UNCHECKED = Duration.ofSeconds(4);

    private static final String WRITING = " FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
            + " AND query ~ 'invocation|COMMIT' AND datname = current_database()";

    private final PostgresSchema database = new PostgresSchema();
    private Store store;
    private InvocationQueue queue;

    @BeforeEach
    void open() {
        store = database.open();
        queue = store.queue("shop");
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void aConnectionThatIsLostIsToldOnceAndReplaced() throws Exception {
        List<String> ids = new ArrayList<>();
        long start;
        do { // until it was so fast that the connection is not checked before its next use
            start = System.nanoTime();
            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> ids.addAll(QueueFixture.offer(queue, List.of(QueueFixture.invocation()))));
            endConnections();
            await().until(() -> database.read("SELECT count(*)" + WRITING).equals("0"));
        } while (System.nanoTime() - start > UNCHECKED.toNanos() && ids.size() < 3);

        assertThatThrownBy(() -> QueueFixture.offer(queue, QueueFixture.invocation()))
                .hasCauseInstanceOf(StoreException.class)
                .hasMessageContaining(database.name() + " cannot be written: the server cannot be reached");
        Invocation after = QueueFixture.invocation();
        assertThat(QueueFixture.offer(queue, after)).isEqualTo(Admission.ACCEPTED);

        ids.add(after.id());
        assertThat(QueueFixture.claim(queue, MANY)).extracting(Lease::id).isEqualTo(ids);
    }

    @Test
    void nothingThatWasAcceptedIsLostWithAConnection() throws Exception {
        Set<String> accepted = new HashSet<>();
        int refused = 0;
        for (int round = 0; round < 30; round++) {
            List<Invocation> batch =
                    Stream.generate(QueueFixture::invocation).limit(100).toList();
            Thread killer = new Thread(this::endConnections);
            if (round % 5 == 4) {
                killer.start();
            }
            Set<String> ids = QueueFixture.offer(queue, batch);
            killer.join();
            accepted.addAll(ids);
            refused += batch.size() - ids.size();
        }

        await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> accepted.addAll(QueueFixture.offer(queue, List.of(QueueFixture.invocation()))));

        List<String> claimed = new ArrayList<>();
        QueueFixture.claim(queue, MANY).forEach(lease -> claimed.add(lease.id()));
        assertThat(claimed).containsAll(accepted).doesNotHaveDuplicates();
        assertThat(claimed.size() - accepted.size())
                .as("stored though the answer was lost")
                .isLessThanOrEqualTo(refused);
    }

    private void endConnections() {
        try {
            database.execute("SELECT pg_terminate_backend(pid)" + WRITING);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whatIsAcceptedIsOnDiskWhateverTheServersDefault() throws Exception {
        database.execute("ALTER ROLE postgres SET synchronous_commit = off");
        PostgresDatabase connections = (PostgresDatabase) database.connections();
        QueueSurvey survey = new QueueSurvey(
                new QueueReader(connections, "shop", connections::clockMillis), QueueLimits.DEFAULT, Runnable::run);
        try (PostgresQueueTarget target = new PostgresQueueTarget(connections, "shop", QueueLimits.DEFAULT, survey)) {
            assertThat(database.read("SHOW synchronous_commit")).isEqualTo("off");
            assertThat(target.connected().first("SHOW synchronous_commit", row -> row.getString(1)))
                    .contains("on");
        } finally {
            database.execute("ALTER ROLE postgres RESET synchronous_commit");
            connections.close();
        }
    }
}

package io.fluxgateway.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fluxgateway.auth.ApiKey;
import io.fluxgateway.invocation.Admission;
import io.fluxgateway.invocation.Invocation;
import io.fluxgateway.invocation.InvocationQueue;
import io.fluxgateway.invocation.Lease;
import io.fluxgateway.project.ProjectSettings;
import io.fluxgateway.project.ProjectStore;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server is away for a while: stopped, or there without answering. */
@SuppressWarnings("try") // a watch is opened for what it does until it is closed
class PostgresOutageTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final AtomicInteger NUMBER = new AtomicInteger();

    @TempDir
    static Path folder;

    private static PostgresServer server;

    private final String schema = "test_" + NUMBER.incrementAndGet();
    private Store store;

    @BeforeAll
    static void start() throws Exception {
        server = new PostgresServer(folder.resolve("data"));
    }

    @AfterAll
    static void end() throws Exception {
        server.close();
    }

    @BeforeEach
    void open() {
        store = PostgresStore.open(url());
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void aServerThatIsStoppedAndStartedAgain() throws Exception {
        KeyFixture warm = KeyFixture.in(store, "shop", "warm");
        KeyFixture cold = KeyFixture.in(store, "shop", "cold");
        assertThat(warm.isRevoked(store)).isFalse();
        AtomicReference<ProjectSettings> told = new AtomicReference<>();
        ProjectSettings pro = new ProjectSettings("pro", List.of());
        try (ProjectStore.Watch watch = store.projects().watch("shop", told::set)) {
            server.stop();

            assertThat(warm.found(store)).as("a warm key meanwhile").isEqualTo(warm.key());
            assertThatThrownBy(() -> cold.found(store))
                    .hasCauseInstanceOf(StoreException.class)
                    .hasMessageContaining("cannot be read: the server cannot be reached; check that it runs");
            assertThatThrownBy(() -> store.keys().revoke("shop", "warm"))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("cannot be written: the server cannot be reached");

            startAgain();

            assertThat(cold.found(store)).as("the first question afterwards").isEqualTo(cold.key());
            assertThat(store.keys().list("shop")).hasSize(2);
            KeyFixture.in(store, "shop", "new");
            try (Store other = PostgresStore.open(url())) {
                other.keys().revoke("shop", "warm");
                other.projects().update("shop", pro);
            }
            await().atMost(PATIENCE).until(() -> warm.isRevoked(store));
            await().atMost(PATIENCE).until(() -> pro.equals(told.get()));
        }
    }

    @Test
    void aRestartBetweenTwoCallsIsNotNoticed() throws Exception {
        KeyFixture first = KeyFixture.in(store, "shop", "first");
        assertThat(first.isRevoked(store)).isFalse();
        assertThat(store.keys().list("shop")).hasSize(1);
        server.stop();
        startAgain();

        KeyFixture second = KeyFixture.in(store, "shop", "second");
        assertThat(store.keys().list("shop")).extracting(ApiKey::name).containsExactlyInAnyOrder("first", "second");
        assertThat(second.found(store)).isEqualTo(second.key());
        try (Connection connection = DriverManager.getConnection(url());
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "SET session_replication_role = replica;" // without notifications
                            + " BEGIN; UPDATE config_rev SET rev = rev + 1; UPDATE api_key SET revoked_at = 1,"
                            + " rev = (SELECT rev FROM config_rev) WHERE name = 'first'; COMMIT");
        }
        await().atMost(PATIENCE).until(() -> first.isRevoked(store));
    }

    @Test
    void aQueueIsWrittenAgainWhenTheServerIsBackAndHasWhatItAccepted() throws Exception {
        InvocationQueue queue = store.queue("shop");
        Invocation before = QueueFixture.invocation();
        QueueFixture.offer(queue, before);
        server.stop();

        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> QueueFixture.offer(queue, QueueFixture.invocation()))
                    .hasCauseInstanceOf(StoreException.class)
                    .hasMessageContaining("cannot be written: the server cannot be reached; check that it runs");
        }

        startAgain();

        Invocation after = QueueFixture.invocation();
        assertThat(QueueFixture.offer(queue, after)).isEqualTo(Admission.ACCEPTED);
        assertThat(QueueFixture.claim(queue, 10)).extracting(Lease::id).containsExactly(before.id(), after.id());
    }

    @Test
    void aServerThatDoesNotAnswerHoldsUpNoWarmKeyAndOthersOnlyForAWhile() throws Exception {
        KeyFixture warm = KeyFixture.in(store, "shop", "warm");
        KeyFixture cold = KeyFixture.in(store, "shop", "cold");
        store.close();
        store = PostgresStore.open(url() + "&connectTimeout=2&socketTimeout=2");
        assertThat(warm.isRevoked(store)).isFalse();
        server.freeze();
        try {
            assertThatThrownBy(() -> cold.found(store)).hasCauseInstanceOf(StoreException.class);
            assertThat(warm.found(store)).isEqualTo(warm.key());
        } finally {
            server.thaw();
        }

        await().atMost(PATIENCE).ignoreExceptions().until(() -> cold.key().equals(cold.found(store)));
        try (Store other = PostgresStore.open(url())) {
            other.keys().revoke("shop", "warm");
        }
        await().atMost(PATIENCE).until(() -> warm.isRevoked(store));
    }

    @Test
    void aReplicaIsRefused() throws Exception {
        store.close();
        server.stop();
        server.replica(true);
        server.start();
        try {
            assertThatThrownBy(() -> PostgresStore.open(url()))
                    .isInstanceOf(StoreException.class)
                    .hasMessageEndingWith("cannot be opened: it is a read-only replica; name the primary server");
        } finally {
            server.stop();
            server.replica(false);
            server.start();
        }
    }

    /**
     * Starts the server and lets the half second pass for which a store does not repeat an attempt to connect that took long
     * ({@code PostgresDatabase.AFTER_SLOW_FAILURE}), as it may on a slow machine.
     */
    private static void startAgain() throws Exception {
        server.start();
        await().pollDelay(Duration.ofMillis(600)).until(() -> true);
    }

    private String url() {
        return server.url() + "&currentSchema=" + schema;
    }
}

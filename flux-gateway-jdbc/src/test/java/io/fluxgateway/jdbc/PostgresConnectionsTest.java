package io.fluxgateway.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fluxgateway.auth.ApiKey;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What becomes of the connections to a server that works. */
class PostgresConnectionsTest {
    private static final String COUNT = "SELECT count(*) FROM pg_stat_activity WHERE application_name = '%s' AND (%s)";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final PostgresSchema database = new PostgresSchema();
    /** Tells the connections of a test from all others. */
    private final String application = database.schema();

    @Test
    void connectionsThatBrokeAreReplacedAndNobodyNotices() throws Exception {
        try (Store store = open()) {
            KeyFixture first = KeyFixture.in(store, "shop", "first");
            KeyFixture second = KeyFixture.in(store, "shop", "second");
            assertThat(first.found(store)).isEqualTo(first.key());

            killAll();

            assertThat(second.found(store)).isEqualTo(second.key());
            assertThat(store.keys().revoke("shop", "second")).isTrue();
            killAll();
            assertThat(store.keys().list("shop")).extracting(ApiKey::name).containsExactly("first");
        }
    }

    @Test
    void aListenerWhoseConnectionWasKilledListensAgain() throws Exception {
        try (Store store = options().resyncInterval(Duration.ofMinutes(1)).open();
                Store other = PostgresStore.open(database.url())) {
            KeyFixture key = KeyFixture.in(store, "shop", "server");
            assertThat(key.isRevoked(store)).isFalse();
            await().until(() -> listeners() == 1);
            killAll();
            other.keys().revoke("shop", "server");
            await().atMost(PATIENCE).until(() -> key.isRevoked(store));

            await().until(() -> listeners() == 1);
            KeyFixture next = KeyFixture.in(store, "shop", "server");
            assertThat(next.isRevoked(store)).isFalse();
            other.keys().revoke("shop", "server");
            await().atMost(PATIENCE).until(() -> next.isRevoked(store));
        }
    }

    @Test
    void aChangeWhoseNotificationIsLostIsSeenAtTheNextLook() throws Exception {
        try (Store store = options().resyncInterval(Duration.ofMillis(300)).open();
                Store other = PostgresStore.open(database.url())) {
            KeyFixture key = KeyFixture.in(store, "shop", "server");
            assertThat(key.isRevoked(store)).isFalse();
            database.execute("ALTER TABLE config_rev DISABLE TRIGGER ALL");

            other.keys().revoke("shop", "server");

            await().atMost(PATIENCE).until(() -> key.isRevoked(store));
        }
    }

    @Test
    void aChangeIsSeenByItsNotificationLongBeforeTheNextLook() throws Exception {
        try (Store store = options().resyncInterval(Duration.ofMinutes(1)).open();
                Store other = PostgresStore.open(database.url())) {
            KeyFixture key = KeyFixture.in(store, "shop", "server");
            assertThat(key.isRevoked(store)).isFalse();
            await().until(() -> listeners() == 1);
            other.keys().revoke("shop", "server");

            await().atMost(PATIENCE).until(() -> key.isRevoked(store));
        }
    }

    @Test
    void thereAreNeverMoreConnectionsThanAllowedAndNoneAfterClosing() throws Exception {
        Store store = options().maxConnections(3).open();
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try {
            List<Future<?>> calls = new ArrayList<>();
            for (int i = 0; i < 80; i++) {
                String name = "key-" + i;
                Callable<?> call = i % 4 == 0
                        ? () -> KeyFixture.in(store, "shop", name)
                        : () -> store.keys().list("shop");
                calls.add(threads.submit(call));
            }
            try (Connection connection = database.connect();
                    Statement statement = connection.createStatement()) {
                int most = 0;
                for (Future<?> call : calls) {
                    try (ResultSet row = statement.executeQuery(COUNT.formatted(application, "true"))) {
                        row.next();
                        most = Math.max(most, row.getInt(1));
                    }
                    call.get(180, TimeUnit.SECONDS);
                }
                assertThat(most).isBetween(1, 3);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(store.keys().list("shop")).hasSize(20);

        store.close();

        await().until(() -> count("true") == 0);
    }

    @Test
    void aLockThatStaysIsReportedInOneLineAndReadsGoOn() throws Exception {
        KeyFixture key = keyInPlace();
        try (Store store = options().statementTimeout(Duration.ofSeconds(8)).open();
                Connection other = database.connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("SELECT rev FROM config_rev FOR UPDATE");

            assertThatThrownBy(() -> store.keys().revoke("shop", "server"))
                    .isInstanceOf(StoreException.class)
                    .hasMessage(database.name() + " cannot be written: another process keeps it locked;"
                            + " try again, or end that process");
            assertThat(key.found(store)).as("reads go on").isEqualTo(key.key());
            other.rollback();
            assertThat(store.keys().revoke("shop", "server")).isTrue();
        }
    }

    @Test
    void aStatementThatTakesTooLongIsEnded() throws Exception {
        KeyFixture key = keyInPlace();
        try (Store store = options().statementTimeout(Duration.ofSeconds(4)).open();
                Connection other = database.connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("LOCK TABLE api_key IN ACCESS EXCLUSIVE MODE");

            assertThatThrownBy(() -> store.keys().list("shop")).isInstanceOf(StoreException.class);
            other.rollback();
            assertThat(store.keys().list("shop")).containsExactly(key.key());
        }
    }

    @Test
    void aClosedStoreSaysSo() throws Exception {
        Store store = open();
        KeyFixture cold = KeyFixture.in(store, "shop", "server");
        store.close();
        store.close();

        assertThatThrownBy(() -> store.keys().list("shop"))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(() -> store.keys().revoke("shop", "server")).hasMessageContaining("closed");
        assertThatThrownBy(() -> cold.found(store)).hasMessageContaining("closed");
    }

    /** A key, and the tables: what is written takes its time. */
    private KeyFixture keyInPlace() throws Exception {
        try (Store store = open()) {
            return KeyFixture.in(store, "shop", "server");
        }
    }

    private PostgresStoreBuilder options() {
        return PostgresStore.at(database.url() + "&ApplicationName=" + application);
    }

    private Store open() {
        return options().open();
    }

    private int listeners() throws Exception {
        return count("query LIKE 'LISTEN%' OR query = 'SELECT rev FROM config_rev' OR query LIKE '%k.rev > %'");
    }

    private int count(String condition) throws Exception {
        return Integer.parseInt(database.read(COUNT.formatted(application, condition)));
    }

    private void killAll() throws Exception {
        database.execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = '"
                + application + "'");
    }
}

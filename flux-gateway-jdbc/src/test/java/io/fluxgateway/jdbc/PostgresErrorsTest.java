package io.fluxgateway.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a user reads when PostgreSQL does not do as asked. */
class PostgresErrorsTest {
    private static final String PASSWORD = "hunter2";

    /** Users that need their password, and may do nothing else than connect. */
    @BeforeAll
    static void makeUsers() throws Exception {
        admin("CREATE ROLE stranger LOGIN PASSWORD '" + PASSWORD + "'", "CREATE DATABASE errors");
        try (Connection connection = DriverManager.getConnection(PostgresSchema.url("errors"));
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "REVOKE ALL ON DATABASE errors FROM PUBLIC; GRANT CONNECT ON DATABASE errors TO stranger");
            var row = statement.executeQuery("SHOW hba_file");
            row.next();
            Path rules = Path.of(row.getString(1));
            Files.writeString(rules, "host all stranger samehost scram-sha-256\n" + Files.readString(rules));
            statement.execute("SELECT pg_reload_conf()");
        }
    }

    @Test
    void aWrongPassword() {
        assertRefused(
                url("errors", "stranger", "wrong-" + PASSWORD),
                "\"errors\" at localhost:" + PostgresSchema.port()
                        + " cannot be opened: the server does not let user \"stranger\" in; check user and password");
    }

    @Test
    void noPasswordAtAll() {
        assertRefused(
                url("errors", "stranger", "").replace("&password=", ""),
                "the server does not let user \"stranger\" in; check user and password");
    }

    @Test
    void aDatabaseThatIsNotThere() {
        assertRefused(
                url("missing", "postgres", PASSWORD),
                "there is no such database; make it, or check its name (CREATE DATABASE \"missing\")");
    }

    @Test
    void aServerThatIsNotThere() throws Exception {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        assertRefused(
                "jdbc:postgresql://localhost:" + free + "/shop?user=flux&password=" + PASSWORD,
                "\"shop\" at localhost:" + free
                        + " cannot be opened: the server cannot be reached; check that it runs");
        assertRefused(
                "jdbc:postgresql://nowhere.invalid/shop?user=flux&password=" + PASSWORD,
                "the server cannot be reached; check that it runs");
    }

    @Test
    void aServerThatSpeaksSomethingElseOrNothing() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertRefused(
                    "jdbc:postgresql://localhost:" + silent.getLocalPort() + "/shop?socketTimeout=1&password="
                            + PASSWORD,
                    "the server cannot be reached; check that it runs");
        }
    }

    @Test
    void aUserWhoMayNotMakeASchema() {
        assertRefused(
                url("errors", "stranger", PASSWORD),
                "user \"stranger\" lacks a permission; have the owner of the database run:"
                        + " CREATE SCHEMA flux AUTHORIZATION \"stranger\"");
    }

    @Test
    void aUserWhoMayNotUseTheSchemaThatIsThere() throws Exception {
        admin("CREATE SCHEMA closed");

        assertRefused(
                url("postgres", "stranger", PASSWORD) + "&currentSchema=closed",
                "user \"stranger\" lacks a permission; have the owner of the database run:"
                        + " CREATE SCHEMA closed AUTHORIZATION \"stranger\", or grant all on that schema and its tables");
    }

    @Test
    void aUserForWhomTheSchemaWasMade() throws Exception {
        try (Connection connection = DriverManager.getConnection(PostgresSchema.url("errors"));
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA prepared AUTHORIZATION stranger");
        }
        String url = url("errors", "stranger", PASSWORD);
        try (Store store = PostgresStore.open(url + "&currentSchema=prepared")) {
            KeyFixture key = KeyFixture.in(store, "shop", "server");
            assertThat(key.found(store)).isEqualTo(key.key());
        }
    }

    @Test
    void aDatabaseThatIsReadOnly() throws Exception {
        PostgresSchema database = new PostgresSchema();
        database.open().close();
        try (Store store = PostgresStore.open(database.url() + "&options=-c%20default_transaction_read_only=on")) {
            assertThatThrownBy(() -> store.keys().revoke("shop", "server"))
                    .isInstanceOf(StoreException.class)
                    .hasMessage(database.name()
                            + " cannot be written: it is read-only, as a replica is; name the primary server");
            assertThat(store.keys().list("shop")).isEmpty();
        }
    }

    @Test
    void aServerWithoutAConnectionLeft() throws Exception {
        admin("CREATE ROLE crowded LOGIN CONNECTION LIMIT 0");

        assertRefused(url("postgres", "crowded", PASSWORD), "the server has no connection left");
    }

    private static String url(String database, String user, String password) {
        return "jdbc:postgresql://localhost:" + PostgresSchema.port() + "/" + database + "?user=" + user + "&password="
                + password;
    }

    private static void admin(String... statements) throws Exception {
        try (Connection connection = DriverManager.getConnection(PostgresSchema.url("postgres"));
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static void assertRefused(String url, String part) {
        assertThatThrownBy(() -> PostgresStore.open(url))
                .isInstanceOf(StoreException.class)
                .hasMessageStartingWith("PostgreSQL database ")
                .hasMessageContaining(part)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n", PASSWORD));
    }
}

package io.fluxgateway.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Brings a schema of a PostgreSQL database to what this version knows: script n makes version n of n - 1, all missing ones in
 * one transaction, whichever process comes first. The schema holds the version in a table of its own.
 */
final class PostgresMigrations {
    private static final List<String> CONFIGURATION = List.of(
            "0001-keys-and-settings.sql",
            "0002-keys-and-limits.sql",
            "0003-deployments.sql",
            "0004-callbacks.sql",
            "0005-jwt.sql");

    /** "Flux": tells our locks from those of other programs in the same database. */
    private static final int LOCK = 0x466c7578;

    private static final List<String> TRACES = List.of("traces-0001.sql");
    private static final List<String> QUEUE = List.of("queue-0001.sql");

    private final String part;
    private final List<String> scripts;

    PostgresMigrations(List<String> scripts) {
        this("configuration", scripts);
    }

    private PostgresMigrations(String part, List<String> scripts) {
        this.part = part;
        this.scripts = List.copyOf(scripts);
    }

    /** Of the tables with keys and settings. */
    static PostgresMigrations shipped() {
        return new PostgresMigrations(texts(CONFIGURATION));
    }

    /** Of the tables with traces. */
    static PostgresMigrations ofTraces() {
        return new PostgresMigrations("traces", texts(TRACES));
    }

    /** Of the tables with queued invocations. */
    static PostgresMigrations ofQueue() {
        return new PostgresMigrations("queue", texts(QUEUE));
    }

    private static List<String> texts(List<String> names) {
        return names.stream()
                .map(name -> Migrations.script("postgresql/" + name))
                .toList();
    }

    /**
     * Whether there is nothing left to do. Changes nothing.
     *
     * @throws StoreException if the schema is of a newer version or of another program
     */
    boolean isDone(Connection connection, PostgresUrl url) throws SQLException {
        return missing(connection, url).isEmpty();
    }

    /**
     * @throws StoreException if the schema is of a newer version or of another program, or the server is a replica
     */
    void run(Connection connection, PostgresUrl url) throws SQLException {
        if (number(connection, "SELECT pg_is_in_recovery()::int") == 1) {
            // Notifications do not reach a replica: revoked keys would go on working.
            throw new StoreException(
                    url + " cannot be opened: it is a read-only replica; name the primary server", null);
        }
        if (missing(connection, url).isEmpty()) {
            return;
        }
        connection.setAutoCommit(false);
        lock(connection, url.schema());
        List<String> missing = missing(connection, url); // again: another process may have been faster
        if (!missing.isEmpty()) {
            migrate(connection, url, missing);
        }
        connection.commit();
        connection.setAutoCommit(true);
    }

    private void migrate(Connection connection, PostgresUrl url, List<String> missing) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            // Not IF NOT EXISTS, which asks for the permission to make one even if it is there.
            if (number(connection, "SELECT count(*) FROM pg_namespace WHERE nspname = '" + url.schema() + "'") == 0) {
                statement.execute("CREATE SCHEMA " + url.schema());
            }
            if (!hasVersion(connection)) {
                statement.execute("CREATE TABLE schema_version (part text PRIMARY KEY, version integer NOT NULL)");
            }
            for (String script : missing) {
                statement.execute(script);
            }
            statement.execute("INSERT INTO schema_version (part, version) VALUES ('" + part + "', " + scripts.size()
                    + ") ON CONFLICT (part) DO UPDATE SET version = excluded.version");
        }
    }

    private List<String> missing(Connection connection, PostgresUrl url) throws SQLException {
        // Contents before version: a process that makes the tables just now commits both at the same moment.
        boolean empty = number(connection, "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()") == 0;
        if (!hasVersion(connection)) {
            requireEmpty(empty, url);
            return scripts;
        }
        int version =
                number(connection, "SELECT coalesce(max(version), 0) FROM schema_version WHERE part = '" + part + "'");
        if (version > scripts.size()) {
            throw new StoreException(
                    url + " has schema version " + version + ", and this Flux Gateway knows version " + scripts.size()
                            + " at most; use the newer Flux Gateway that wrote it",
                    null);
        }
        return scripts.subList(version, scripts.size());
    }

    private static boolean hasVersion(Connection connection) throws SQLException {
        return number(
                        connection,
                        "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()"
                                + " AND tablename = 'schema_version'")
                == 1;
    }

    private static void requireEmpty(boolean empty, PostgresUrl url) {
        if (!empty) {
            throw new StoreException(
                    url + " has tables of another program in the schema " + url.schema()
                            + "; name another one with ?currentSchema=NAME",
                    null);
        }
    }

    private static void lock(Connection connection, String schema) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT pg_advisory_xact_lock(?, hashtext(?))")) {
            statement.setInt(1, LOCK);
            statement.setString(2, schema);
            statement.execute();
        }
    }

    private static int number(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            return row.next() ? row.getInt(1) : 0;
        }
    }
}

package io.fluxgateway.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Brings an SQLite file to the schema that this version knows: script n makes version n of n - 1, all missing ones in one
 * transaction, whichever process comes first. The version is kept in the file itself ({@code PRAGMA user_version}).
 */
final class Migrations {
    /** "Flux": tells our files from those of other programs. */
    private static final int APPLICATION_ID = 0x466c7578;

    private static final List<String> CONFIGURATION = List.of(
            "0001-keys-and-settings.sql",
            "0002-trace-settings.sql",
            "0003-keys-and-limits.sql",
            "0004-deployments.sql",
            "0005-callbacks.sql",
            "0006-jwt.sql");
    private static final List<String> TRACES = List.of("traces-0001.sql");
    private static final List<String> QUEUE = List.of("queue-0001.sql");

    private final List<String> scripts;
    private final UnaryOperator<String> text;

    /**
     * @param scripts what they are called
     * @param text    reads one, if it is missing in a file: mostly none is
     */
    private Migrations(List<String> scripts, UnaryOperator<String> text) {
        this.scripts = scripts;
        this.text = text;
    }

    Migrations(List<String> scripts) {
        this(List.copyOf(scripts), UnaryOperator.identity());
    }

    /** Of the file with keys and settings. */
    static Migrations shipped() {
        return new Migrations(CONFIGURATION, Migrations::sqlite);
    }

    /** Of the file with traces. */
    static Migrations ofTraces() {
        return new Migrations(TRACES, Migrations::sqlite);
    }

    /** Of the file with queued invocations. */
    static Migrations ofQueue() {
        return new Migrations(QUEUE, Migrations::sqlite);
    }

    /**
     * @throws StoreException if the file is of a newer version or of another program
     */
    void run(Connection connection, Path file) throws SQLException {
        if (missing(connection, file).isEmpty()) {
            return;
        }
        SqliteDatabase.transaction(connection, c -> {
            List<String> missing = missing(c, file); // again: another process may have been faster
            try (Statement statement = c.createStatement()) {
                for (String script : missing) {
                    statement.executeUpdate(text.apply(script));
                }
                statement.execute("PRAGMA application_id = " + APPLICATION_ID);
                statement.execute("PRAGMA user_version = " + scripts.size());
            }
            return missing.size();
        });
    }

    /** Reads the contents before the mark: a process that makes the tables just now sets both at the same moment. */
    static void requireOurs(Connection connection, Path file) throws SQLException {
        if (number(connection, "SELECT count(*) FROM sqlite_schema") > 0
                && number(connection, "PRAGMA application_id") != APPLICATION_ID) {
            throw new StoreException(
                    file + " is the database of another program; move it away, or name another state folder", null);
        }
    }

    private List<String> missing(Connection connection, Path file) throws SQLException {
        requireOurs(connection, file);
        int version = number(connection, "PRAGMA user_version");
        if (version > scripts.size()) {
            throw new StoreException(
                    file + " has schema version " + version + ", and this Flux Gateway knows version " + scripts.size()
                            + " at most; use the newer Flux Gateway that wrote it",
                    null);
        }
        return scripts.subList(version, scripts.size());
    }

    private static int number(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            return row.next() ? row.getInt(1) : 0;
        }
    }

    private static String sqlite(String name) {
        return script("sqlite/" + name);
    }

    /** The text of a script of this build. */
    static String script(String name) {
        try (InputStream in = Migrations.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the migration " + name + " is missing in this build");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.fluxgateway.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;

/**
 * Asks SQLite in short intervals whether anything was committed at all, which takes microseconds. Once a second there may
 * be news in any case, to be safe.
 */
final class SqliteNews implements Database.News {
    private static final Duration ANYWAY = Duration.ofSeconds(1);

    private final SqliteDatabase database;
    private final Connection connection;
    private final Duration interval;
    private final PreparedStatement version;
    private long known;

    /** Takes the connection over. */
    SqliteNews(SqliteDatabase database, Connection connection, Duration interval) throws SQLException {
        this.database = database;
        this.connection = connection;
        this.interval = interval;
        try {
            version = connection.prepareStatement("PRAGMA data_version");
            known = dataVersion();
        } catch (SQLException e) {
            Database.closeQuietly(connection);
            throw e;
        }
    }

    @Override
    public Connection connection() {
        return connection;
    }

    @Override
    public void await() throws SQLException, InterruptedException {
        long began = System.nanoTime();
        long current;
        do {
            Thread.sleep(interval.toMillis());
            current = dataVersion();
        } while (current == known && System.nanoTime() - began < ANYWAY.toNanos());
        known = current;
        database.requireSameFile();
    }

    private long dataVersion() throws SQLException {
        try (ResultSet row = version.executeQuery()) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    @Override
    public void close() {
        Database.closeQuietly(connection);
    }
}

package io.fluxgateway.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.postgresql.PGConnection;

/**
 * Listens to the notifications that the database sends at each change of the revision. They are empty. One may be lost, so
 * there may be news once in a while in any case.
 */
final class PostgresNews implements Database.News {
    private final Connection connection;
    private final PGConnection notifications;
    private final int anywayMillis;

    /** Takes the connection over. */
    PostgresNews(Connection connection, String schema, Duration anyway) throws SQLException {
        this.connection = connection;
        this.anywayMillis = Math.toIntExact(anyway.toMillis());
        try (Statement statement = connection.createStatement()) {
            notifications = connection.unwrap(PGConnection.class);
            statement.execute("LISTEN flux_" + schema);
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
    public void await() throws SQLException {
        var unused = notifications.getNotifications(anywayMillis);
    }

    @Override
    public void wake() {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException e) {
            // It is of no use any more either way.
        }
    }

    @Override
    public void close() {
        Database.closeQuietly(connection);
    }
}

package io.fluxgateway.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The connections to one schema of a PostgreSQL database. Who writes holds a lock on the row with the revision from the
 * beginning, so that revisions are committed in their order and what was looked up stays true until the commit.
 */
final class PostgresDatabase extends Database {
    private static final Duration RETRY = Duration.ofMillis(50);
    private static final Duration STARTS_WITHIN = Duration.ofSeconds(5);
    /** An attempt that takes longer failed by a time limit; others need not wait for the same. */
    private static final Duration SLOW = Duration.ofSeconds(1);

    private static final Duration AFTER_SLOW_FAILURE = Duration.ofMillis(500);
    private static final int CHECK_SECONDS = 2;

    private final PostgresUrl url;
    private final Duration statementTimeout;
    private final Duration resyncInterval;
    private volatile @Nullable Failure slowFailure;

    PostgresDatabase(PostgresStoreBuilder options) {
        this(options.url(), options.readers(), options.statementTimeout(), options.resyncInterval());
    }

    /** One with the usual time limits. */
    PostgresDatabase(PostgresUrl url, int readers) {
        this(
                url,
                readers,
                PostgresStoreBuilder.DEFAULT_STATEMENT_TIMEOUT,
                PostgresStoreBuilder.DEFAULT_RESYNC_INTERVAL);
    }

    private PostgresDatabase(PostgresUrl url, int readers, Duration statementTimeout, Duration resyncInterval) {
        super(readers);
        this.url = url;
        this.statementTimeout = statementTimeout;
        this.resyncInterval = resyncInterval;
    }

    private record Failure(SQLException error, long when) {}

    /** Brings the schema to what this version knows. */
    <T> T initialize(PostgresMigrations migrations, Work<T> then) {
        return initialize(connection -> {
            migrations.run(connection, url);
            return then.run(connection);
        });
    }

    @Override
    Connection connect() throws SQLException {
        Failure before = slowFailure;
        if (before != null && System.nanoTime() - before.when < AFTER_SLOW_FAILURE.toNanos()) {
            throw before.error;
        }
        long began = System.nanoTime();
        while (true) {
            if (isClosed()) {
                throw new StoreException(url + " is not open any more: the store was closed", null);
            }
            try {
                return tryConnect();
            } catch (SQLException e) {
                long now = System.nanoTime();
                if (!PostgresErrors.STARTING.equals(e.getSQLState()) || now - began > STARTS_WITHIN.toNanos()) {
                    slowFailure = now - began > SLOW.toNanos() ? new Failure(e, now) : null;
                    throw e;
                }
                pause(RETRY);
            }
        }
    }

    private Connection tryConnect() throws SQLException {
        Connection connection = url.connect();
        try (Statement statement = connection.createStatement()) {
            long millis = statementTimeout.toMillis();
            statement.execute("SET search_path = " + url.schema()
                    + "; SET statement_timeout = " + millis
                    + "; SET lock_timeout = " + Math.max(1, millis / 2)
                    + "; SET default_transaction_isolation = 'read committed'"); // sees what was committed
            // before the lock
            return connection;
        } catch (SQLException | RuntimeException e) {
            closeQuietly(connection);
            throw e;
        }
    }

    @Override
    long clockMillis(Connection connection) throws SQLException {
        return Sql.first(
                        connection,
                        "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint",
                        row -> row.getLong(1))
                .orElseThrow();
    }

    @Override
    void begin(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT rev FROM config_rev FOR UPDATE");
        }
    }

    @Override
    void commit(Connection connection) throws SQLException {
        try {
            connection.commit();
        } catch (SQLException e) {
            if (isLost(e)) {
                throw new StoreException(
                        url + " was lost at the last moment: it is not known whether the change was stored; look, and"
                                + " try again if it was not",
                        e);
            }
            throw e;
        }
        connection.setAutoCommit(true);
    }

    @Override
    boolean isLost(SQLException error) {
        return PostgresErrors.isLost(error);
    }

    @Override
    boolean isAlive(Connection connection) throws SQLException {
        return connection.isValid(CHECK_SECONDS);
    }

    @Override
    StoreException explain(String done, SQLException error) {
        return PostgresErrors.explain(url, done, error);
    }

    @Override
    News news() throws SQLException {
        return new PostgresNews(connect(), url.schema(), resyncInterval);
    }
}

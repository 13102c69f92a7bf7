package io.fluxgateway.jdbc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteOpenMode;

/**
 * The connections to one SQLite file in write-ahead mode: one that writes, in immediate transactions, and a few that read,
 * each statement for itself. A transaction that starts with a read could not be turned into a write while others write.
 */
final class Database implements AutoCloseable {
    private static final long RETRY_MILLIS = 10;

    private final Path file;
    private final Duration busyTimeout;
    private final long maxJournalBytes;
    private final Semaphore readers;
    private final boolean durable;
    private final ConcurrentLinkedQueue<Connection> idle = new ConcurrentLinkedQueue<>();
    private final Object writing = new Object();
    private @Nullable Connection writer;
    private volatile @Nullable Object identity;
    private volatile boolean closed;

    Database(Path file, SqliteStoreBuilder options) {
        this(file, options.busyTimeout(), options.maxJournalBytes(), options.readers(), true);
    }

    /**
     * @param durable whether what was committed outlives a crash of the machine, not only one of the process
     */
    Database(Path file, Duration busyTimeout, long maxJournalBytes, int readers, boolean durable) {
        this.file = file;
        this.busyTimeout = busyTimeout;
        this.maxJournalBytes = maxJournalBytes;
        this.readers = new Semaphore(readers);
        this.durable = durable;
    }

    /** What is done with a connection. */
    @FunctionalInterface
    interface Work<T> {
        T run(Connection connection) throws SQLException;
    }

    /** Reads. Waits while all readers are busy, never for a writer. */
    <T> T read(Work<T> work) {
        readers.acquireUninterruptibly();
        Connection connection = null;
        try {
            Connection pooled = idle.poll();
            connection = pooled == null ? connect() : pooled;
            T result = work.run(connection);
            giveBack(connection);
            connection = null;
            return result;
        } catch (SQLException e) {
            throw StoreErrors.explain(file, "read", e);
        } finally {
            closeQuietly(connection);
            readers.release();
        }
    }

    /** Writes all or nothing. What is written is on disk when this returns. */
    <T> T write(Work<T> work) {
        synchronized (writing) {
            Connection connection = writer;
            writer = null;
            try {
                requireSameFile();
                if (connection == null) {
                    connection = connect();
                }
                T result = transaction(connection, work);
                writer = connection;
                connection = null;
                return result;
            } catch (SQLException e) {
                throw StoreErrors.explain(file, "written", e);
            } finally {
                closeQuietly(connection); // takes back what was not committed
            }
        }
    }

    /** Does the first work with the writer's connection, which looks after its transactions itself. */
    <T> T initialize(Work<T> work) {
        synchronized (writing) {
            Connection connection = null;
            try {
                connection = connect();
                identity = identityNow();
                T result = work.run(connection);
                writer = connection;
                connection = null;
                return result;
            } catch (SQLException e) {
                throw StoreErrors.explain(file, "opened", e);
            } finally {
                closeQuietly(connection);
            }
        }
    }

    /** What an error on a connection of the caller's own means. */
    StoreException explain(SQLException error) {
        return StoreErrors.explain(file, "read", error);
    }

    /** Runs work in a transaction that no other process can write during. */
    static <T> T transaction(Connection connection, Work<T> work) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            T result = work.run(connection);
            statement.execute("COMMIT");
            return result;
        }
    }

    /** Opens a connection of the caller's own. */
    Connection connect() throws SQLException {
        long deadline = System.nanoTime() + busyTimeout.toNanos();
        while (true) {
            if (closed) {
                throw new StoreException(file + " is not open any more: the store was closed", null);
            }
            try {
                return tryConnect();
            } catch (SQLException e) {
                // Turning to write-ahead mode fails at once, whatever the time limit, while others do the same.
                if (!StoreErrors.isBusy(e) || System.nanoTime() - deadline > 0) {
                    throw e;
                }
                pause();
            }
        }
    }

    /**
     * Makes sure that what is open is still what has this name: what is written to a removed file is lost.
     *
     * @throws StoreException if it is not
     */
    void requireSameFile() {
        Object opened = identity;
        if (opened != null && !opened.equals(identityNow())) {
            throw new StoreException(
                    file + " was moved, removed or replaced while it was in use; start this process again", null);
        }
    }

    /** Null where the file system knows no such thing. */
    private @Nullable Object identityNow() {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        } catch (NoSuchFileException e) {
            return "nothing";
        } catch (IOException e) {
            return identity; // no way to tell
        }
    }

    private Connection tryConnect() throws SQLException {
        requireSameFile();
        SQLiteConfig config = new SQLiteConfig();
        config.resetOpenMode(SQLiteOpenMode.CREATE); // it was created with the right permissions
        config.setGetGeneratedKeys(false); // which the driver would ask for after each row, with a statement of its own
        config.setBusyTimeout(Math.toIntExact(busyTimeout.toMillis()));
        Connection connection = config.createConnection("jdbc:sqlite:" + file.toUri());
        try (Statement statement = connection.createStatement()) {
            Migrations.requireOurs(connection, file); // before the mode is changed, for good, in the file
            try (ResultSet mode = statement.executeQuery("PRAGMA journal_mode = WAL")) {
                if (!mode.next() || !mode.getString(1).equals("wal")) {
                    throw new StoreException(
                            file + " cannot be used by several processes where it is; name a folder on a local disk",
                            null);
                }
            }
            statement.execute("PRAGMA synchronous = " + (durable ? "FULL" : "NORMAL"));
            statement.execute("PRAGMA journal_size_limit = " + maxJournalBytes);
            statement.execute("PRAGMA foreign_keys = ON");
            return connection;
        } catch (SQLException | RuntimeException e) {
            closeQuietly(connection);
            throw e;
        }
    }

    private void giveBack(Connection connection) {
        idle.add(connection);
        if (closed && idle.remove(connection)) {
            closeQuietly(connection);
        }
    }

    /** Closes all connections once the writer is done; a reader's own when it is. */
    @Override
    public void close() {
        closed = true;
        for (Connection reader = idle.poll(); reader != null; reader = idle.poll()) {
            closeQuietly(reader);
        }
        synchronized (writing) {
            closeQuietly(writer);
            writer = null;
        }
    }

    static void closeQuietly(@Nullable Connection connection) {
        if (connection != null) {
            try {
                connection.close();
            } catch (SQLException e) {
                // What was committed is on disk; there is nothing left to do with a connection that cannot be closed.
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(RETRY_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException("interrupted while waiting for the database", e);
        }
    }
}

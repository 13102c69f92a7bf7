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
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteOpenMode;

/**
 * The connections to one SQLite file in write-ahead mode. Writes are immediate transactions: one that starts with a read
 * could not be turned into a write while others write.
 */
final class SqliteDatabase extends Database {
    private static final Duration RETRY = Duration.ofMillis(10);

    private final Path file;
    private final Duration busyTimeout;
    private final long maxJournalBytes;
    private final Duration pollInterval;
    private final boolean durable;
    private volatile @Nullable Object identity;

    SqliteDatabase(Path file, SqliteStoreBuilder options) {
        this(file, options.busyTimeout(), options.maxJournalBytes(), options.readers(), options.pollInterval(), true);
    }

    /** One whose changes nobody watches, and that only outlive a crash of the process. */
    static SqliteDatabase lax(Path file, Duration busyTimeout, long maxJournalBytes, int readers) {
        return new SqliteDatabase(
                file, busyTimeout, maxJournalBytes, readers, SqliteStoreBuilder.DEFAULT_POLL_INTERVAL, false);
    }

    /**
     * @param durable whether what was committed outlives a crash of the machine, not only one of the process
     */
    private SqliteDatabase(
            Path file,
            Duration busyTimeout,
            long maxJournalBytes,
            int readers,
            Duration pollInterval,
            boolean durable) {
        super(readers);
        this.file = file;
        this.busyTimeout = busyTimeout;
        this.maxJournalBytes = maxJournalBytes;
        this.pollInterval = pollInterval;
        this.durable = durable;
    }

    /** Brings the file to the schema of this version, and remembers which file it is. */
    <T> T initialize(Migrations migrations, Work<T> then) {
        return initialize(connection -> {
            identity = identityNow();
            migrations.run(connection, file);
            return then.run(connection);
        });
    }

    /** Runs work in a transaction that no other process can write during. */
    static <T> T transaction(Connection connection, Work<T> work) throws SQLException {
        execute(connection, "BEGIN IMMEDIATE");
        T result = work.run(connection);
        execute(connection, "COMMIT");
        return result;
    }

    /** They are all on this machine. */
    @Override
    long clockMillis(Connection connection) {
        return System.currentTimeMillis();
    }

    @Override
    void begin(Connection connection) throws SQLException {
        execute(connection, "BEGIN IMMEDIATE");
    }

    @Override
    void commit(Connection connection) throws SQLException {
        execute(connection, "COMMIT");
    }

    @Override
    void requireWritable() {
        requireSameFile();
    }

    @Override
    StoreException explain(String done, SQLException error) {
        return SqliteErrors.explain(file, done, error);
    }

    @Override
    News news() throws SQLException {
        return new SqliteNews(this, connect(), pollInterval);
    }

    @Override
    Connection connect() throws SQLException {
        long deadline = System.nanoTime() + busyTimeout.toNanos();
        while (true) {
            if (isClosed()) {
                throw new StoreException(file + " is not open any more: the store was closed", null);
            }
            try {
                return tryConnect();
            } catch (SQLException e) {
                // Turning to write-ahead mode fails at once, whatever the time limit, while others do the same.
                if (!SqliteErrors.isBusy(e) || System.nanoTime() - deadline > 0) {
                    throw e;
                }
                pause(RETRY);
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

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}

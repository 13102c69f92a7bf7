package io.fluxgateway.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * The connections to one database: one that writes, and a few that read, each statement for itself. SQL that works on every
 * kind of database is written against this. Thread-safe.
 */
abstract sealed class Database implements AutoCloseable permits SqliteDatabase, PostgresDatabase {
    /** A connection that was used a moment ago works, or its loss is noticed at the first statement. */
    private static final Duration CHECKED_AFTER = Duration.ofSeconds(30);

    private final Semaphore readers;
    private final ConcurrentLinkedQueue<Idle> idle = new ConcurrentLinkedQueue<>();
    private final Object writing = new Object();
    private @Nullable Idle writer;
    private volatile boolean closed;

    Database(int readers) {
        this.readers = new Semaphore(readers);
    }

    /** What is done with a connection. */
    @FunctionalInterface
    interface Work<T> {
        T run(Connection connection) throws SQLException;
    }

    /** Tells that there may be news. Used by one thread, save for {@link #wake}. */
    interface News extends AutoCloseable {
        /** To read the news from. */
        Connection connection();

        /** Returns when something may have changed, and after a while in any case. */
        void await() throws SQLException, InterruptedException;

        /** Ends a wait under way that an interrupt would not end. For any thread. */
        default void wake() {}

        @Override
        void close();
    }

    /** Opens a connection of the caller's own. */
    abstract Connection connect() throws SQLException;

    /** Watches what any process commits, on a connection of its own. */
    abstract News news() throws SQLException;

    /** Begins a transaction during which nobody else writes, in this process or another one. */
    abstract void begin(Connection connection) throws SQLException;

    /** Ends a transaction for good. */
    abstract void commit(Connection connection) throws SQLException;

    /** Milliseconds since 1970 by a clock that all processes share that use the database. */
    abstract long clockMillis(Connection connection) throws SQLException;

    /** Makes sure, before anything is written, that it would not be lost. */
    void requireWritable() {}

    /**
     * One line that says what is wrong and what to do.
     *
     * @param done what could not be done to the database: "read", "written" or "opened"
     */
    abstract StoreException explain(String done, SQLException error);

    /** Whether an error means that the connection is of no use any more, while another one may be. */
    boolean isLost(SQLException error) {
        return false;
    }

    /** Whether a connection that nobody used for a while still works. */
    boolean isAlive(Connection connection) throws SQLException {
        return true;
    }

    /** Reads. Waits while all readers are busy, never for a writer. May do the work twice. */
    final <T> T read(Work<T> work) {
        readers.acquireUninterruptibly();
        try {
            Connection pooled = alive(idle.poll());
            if (pooled != null) {
                try {
                    return read(pooled, work);
                } catch (SQLException e) {
                    if (!isLost(e)) {
                        throw e;
                    }
                    closeIdle(); // whatever befell one befell all
                }
            }
            return read(connect(), work);
        } catch (SQLException e) {
            throw explain("read", e);
        } finally {
            readers.release();
        }
    }

    private <T> T read(Connection connection, Work<T> work) throws SQLException {
        boolean done = false;
        try {
            T result = work.run(connection);
            giveBack(connection);
            done = true;
            return result;
        } finally {
            if (!done) {
                closeQuietly(connection);
            }
        }
    }

    /** Writes all or nothing, while nobody else writes. What is written is on disk when this returns. */
    final <T> T write(Work<T> work) {
        synchronized (writing) {
            Connection connection = null;
            try {
                requireWritable();
                connection = begun();
                T result = work.run(connection);
                commit(connection);
                writer = new Idle(connection, System.nanoTime());
                connection = null;
                return result;
            } catch (SQLException e) {
                throw explain("written", e);
            } finally {
                closeQuietly(connection); // takes back what was not committed
            }
        }
    }

    /** The writer's connection, or a new one if that is lost; nothing was done on it that could be lost with it. */
    private Connection begun() throws SQLException {
        Connection pooled = alive(writer);
        writer = null;
        if (pooled != null) {
            try {
                begin(pooled);
                return pooled;
            } catch (SQLException e) {
                closeQuietly(pooled);
                if (!isLost(e)) {
                    throw e;
                }
            }
        }
        Connection fresh = connect();
        try {
            begin(fresh);
            return fresh;
        } catch (SQLException | RuntimeException e) {
            closeQuietly(fresh);
            throw e;
        }
    }

    /** Does the first work, which looks after its transactions itself. Its connection reads afterwards: not all who open also write. */
    final <T> T initialize(Work<T> work) {
        synchronized (writing) {
            Connection connection = null;
            try {
                connection = connect();
                T result = work.run(connection);
                giveBack(connection);
                connection = null;
                return result;
            } catch (SQLException e) {
                throw explain("opened", e);
            } finally {
                closeQuietly(connection);
            }
        }
    }

    private record Idle(Connection connection, long since) {}

    private @Nullable Connection alive(@Nullable Idle pooled) {
        if (pooled == null) {
            return null;
        }
        try {
            if (System.nanoTime() - pooled.since < CHECKED_AFTER.toNanos() || isAlive(pooled.connection)) {
                return pooled.connection;
            }
        } catch (SQLException e) {
            // as good as dead
        }
        closeQuietly(pooled.connection);
        return null;
    }

    final boolean isClosed() {
        return closed;
    }

    private void giveBack(Connection connection) {
        Idle pooled = new Idle(connection, System.nanoTime());
        idle.add(pooled);
        if (closed && idle.remove(pooled)) {
            closeQuietly(connection);
        }
    }

    private void closeIdle() {
        for (Idle reader = idle.poll(); reader != null; reader = idle.poll()) {
            closeQuietly(reader.connection);
        }
    }

    /** Closes all connections once the writer is done; a reader's own when it is. */
    @Override
    public final void close() {
        closed = true;
        closeIdle();
        synchronized (writing) {
            if (writer != null) {
                closeQuietly(writer.connection);
            }
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

    static void pause(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException("interrupted while waiting for the database", e);
        }
    }
}

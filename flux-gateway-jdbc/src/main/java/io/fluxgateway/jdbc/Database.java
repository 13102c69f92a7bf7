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
abstract sealed class Database implements AutoCloseable permits SqliteDatabase {
    private final Semaphore readers;
    private final ConcurrentLinkedQueue<Connection> idle = new ConcurrentLinkedQueue<>();
    private final Object writing = new Object();
    private @Nullable Connection writer;
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

    /** Makes sure, before anything is written, that it would not be lost. */
    void requireWritable() {}

    /**
     * One line that says what is wrong and what to do.
     *
     * @param done what could not be done to the database: "read", "written" or "opened"
     */
    abstract StoreException explain(String done, SQLException error);

    /** Reads. Waits while all readers are busy, never for a writer. */
    final <T> T read(Work<T> work) {
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
            throw explain("read", e);
        } finally {
            closeQuietly(connection);
            readers.release();
        }
    }

    /** Writes all or nothing, while nobody else writes. What is written is on disk when this returns. */
    final <T> T write(Work<T> work) {
        synchronized (writing) {
            Connection connection = writer;
            writer = null;
            try {
                requireWritable();
                if (connection == null) {
                    connection = connect();
                }
                begin(connection);
                T result = work.run(connection);
                commit(connection);
                writer = connection;
                connection = null;
                return result;
            } catch (SQLException e) {
                throw explain("written", e);
            } finally {
                closeQuietly(connection); // takes back what was not committed
            }
        }
    }

    /** Does the first work with the writer's connection, which looks after its transactions itself. */
    final <T> T initialize(Work<T> work) {
        synchronized (writing) {
            Connection connection = null;
            try {
                connection = connect();
                T result = work.run(connection);
                writer = connection;
                connection = null;
                return result;
            } catch (SQLException e) {
                throw explain("opened", e);
            } finally {
                closeQuietly(connection);
            }
        }
    }

    final boolean isClosed() {
        return closed;
    }

    private void giveBack(Connection connection) {
        idle.add(connection);
        if (closed && idle.remove(connection)) {
            closeQuietly(connection);
        }
    }

    /** Closes all connections once the writer is done; a reader's own when it is. */
    @Override
    public final void close() {
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

    static void pause(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException("interrupted while waiting for the database", e);
        }
    }
}

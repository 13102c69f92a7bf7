package io.fluxgateway.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices what other processes change. Reads the revision whenever the database says that there may be news, and what
 * changed only if that moved.
 */
final class ChangeWatcher implements AutoCloseable, Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(ChangeWatcher.class);
    private static final Duration AFTER_FAILURE = Duration.ofMillis(100);
    private static final Duration AFTER_MANY_FAILURES = Duration.ofSeconds(2);
    private static final Duration REMIND = Duration.ofMinutes(1);
    private static final long PATIENCE_MILLIS = 5_000;

    private final Database database;
    private final Listener listener;
    private final Thread thread = new Thread(this, "flux-store-watch");
    private long rev;
    private Duration pause = AFTER_FAILURE;
    private volatile boolean failing;
    private long lastReport;
    private volatile Database.@Nullable News current;
    private volatile boolean closed;

    /** Takes over changes. */
    @FunctionalInterface
    interface Listener {
        /**
         * Takes over what changed since a revision.
         *
         * @param since what it knows
         * @param upTo  the revision now; lower if the database is an older one than it was
         */
        void changed(Connection connection, long since, long upTo) throws SQLException;
    }

    /**
     * A watcher that is yet to be started.
     *
     * @param rev the revision that is known
     */
    ChangeWatcher(Database database, long rev, Listener listener) {
        this.database = database;
        this.rev = rev;
        this.listener = listener;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Whether changes are not seen at the moment. */
    boolean isFailing() {
        return failing;
    }

    @Override
    public void run() {
        while (!closed) {
            try {
                watch();
            } catch (SQLException | RuntimeException e) {
                report(e);
                sleep(pause);
                pause = pause.multipliedBy(2).compareTo(AFTER_MANY_FAILURES) < 0
                        ? pause.multipliedBy(2)
                        : AFTER_MANY_FAILURES;
            }
        }
    }

    /** Watches on a connection of its own until it fails or the store is closed. */
    private void watch() throws SQLException {
        try (Database.News news = database.news()) {
            current = news;
            while (!closed) {
                catchUp(news.connection());
                news.await();
            }
        } catch (InterruptedException e) {
            LOG.debug("woken up to end", e);
        } finally {
            current = null;
        }
    }

    private void catchUp(Connection connection) throws SQLException {
        long now = Revision.read(connection);
        if (now != rev) {
            listener.changed(connection, rev, now);
            rev = now;
        }
        pause = AFTER_FAILURE;
        if (failing) {
            failing = false;
            LOG.info("the database can be read again");
        }
    }

    private void report(Exception error) {
        long now = System.nanoTime();
        if (closed || (failing && now - lastReport < REMIND.toNanos())) {
            return;
        }
        failing = true;
        lastReport = now;
        LOG.error(
                "changes of other processes are not seen for now, API keys in use go on working: {}",
                error instanceof SQLException sql
                        ? database.explain("read", sql).getMessage()
                        : error.getMessage());
    }

    private void sleep(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            LOG.debug("woken up to end", e);
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        Database.News waiting = current;
        if (waiting != null) {
            waiting.wake();
        }
        try {
            thread.join(PATIENCE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

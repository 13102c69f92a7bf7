package io.fluxgateway.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is told of changes in any database. */
abstract class ChangeWatcherCases {
    static final String CHANGE = "UPDATE config_rev SET rev = rev + 1";

    final List<String> told = new CopyOnWriteArrayList<>();

    private Database database;

    /** The database under test: the same one throughout a test, and empty at its start. */
    abstract TestDatabase database();

    @BeforeEach
    void open() {
        database = database().connections();
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void tellsFromWhichRevisionToWhich() throws Exception {
        try (ChangeWatcher watcher = watcher(1, (connection, since, upTo) -> told.add(since + " to " + upTo))) {
            watcher.start();
            database().execute(CHANGE);
            await().until(() -> told.contains("1 to 2"));
            database().execute("BEGIN", CHANGE, CHANGE, "COMMIT");
            await().until(() -> told.contains("2 to 4"));
        }
        assertThat(told).containsExactly("1 to 2", "2 to 4");
    }

    @Test
    void aChangeMadeBeforeItStartedIsToldToo() throws Exception {
        database().execute(CHANGE);
        try (ChangeWatcher watcher = watcher(1, (connection, since, upTo) -> told.add(since + " to " + upTo))) {
            watcher.start();
            await().until(() -> told.contains("1 to 2"));
        }
    }

    @Test
    void whatIsCommittedWithoutCountingUpIsNoNews() throws Exception {
        try (ChangeWatcher watcher = watcher(1, (connection, since, upTo) -> told.add(since + " to " + upTo))) {
            watcher.start();
            database().execute("CREATE TABLE trace (id INTEGER)", "INSERT INTO trace VALUES (1)");
            database().execute(CHANGE);
            await().until(() -> !told.isEmpty());
        }
        assertThat(told).containsExactly("1 to 2");
    }

    @Test
    void aChangeThatCouldNotBeTakenOverIsToldAgain() throws Exception {
        AtomicInteger failures = new AtomicInteger();
        try (ChangeWatcher watcher = watcher(1, (connection, since, upTo) -> {
            int number = failures.incrementAndGet();
            if (number == 1) {
                throw new SQLException("thrown by a test");
            }
            if (number == 2) {
                throw new IllegalStateException("thrown by a test");
            }
            told.add(since + " to " + upTo);
        })) {
            watcher.start();
            database().execute(CHANGE);
            await().until(() -> !told.isEmpty());
        }
        assertThat(told).containsExactly("1 to 2");
    }

    @Test
    void aDatabaseThatCannotBeReadForAWhileIsWatchedAgainAfterwards() throws Exception {
        ChangeWatcher watcher = watcher(1, (connection, since, upTo) -> told.add(since + " to " + upTo));
        try (watcher) {
            watcher.start();
            database().execute("ALTER TABLE config_rev RENAME TO away");
            await().until(watcher::isFailing);
            database().execute("UPDATE away SET rev = 7", "ALTER TABLE away RENAME TO config_rev");
            await().until(() -> told.contains("1 to 7"));
            await().until(() -> !watcher.isFailing());
        }
    }

    @Test
    void nothingIsToldAfterItIsClosed() throws Exception {
        ChangeWatcher closed = watcher(1, (connection, since, upTo) -> told.add("closed"));
        closed.start();
        closed.close();
        try (ChangeWatcher open = watcher(1, (connection, since, upTo) -> told.add("open"))) {
            open.start();
            database().execute(CHANGE);
            await().until(() -> !told.isEmpty());
        }
        assertThat(told).containsExactly("open");
    }

    final ChangeWatcher watcher(long rev, ChangeWatcher.Listener listener) {
        return new ChangeWatcher(database, rev, listener);
    }
}

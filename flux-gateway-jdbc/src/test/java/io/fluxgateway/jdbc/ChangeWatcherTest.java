package io.fluxgateway.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChangeWatcherTest {
    private static final String CHANGE = "UPDATE config_rev SET rev = rev + 1";

    private final List<String> told = new CopyOnWriteArrayList<>();

    @TempDir
    Path folder;

    private SqliteDatabase database;
    private Path file;

    @BeforeEach
    void open() {
        try (SqliteStore store = SqliteStore.open(folder)) {
            file = store.file();
        }
        database = new SqliteDatabase(file, SqliteStore.at(folder).pollInterval(Duration.ofMillis(20)));
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void tellsFromWhichRevisionToWhich() throws Exception {
        try (ChangeWatcher watcher = watcher(1, (connection, since, upTo) -> told.add(since + " to " + upTo))) {
            watcher.start();
            RawDatabase.execute(file, CHANGE);
            await().until(() -> told.contains("1 to 2"));
            RawDatabase.execute(file, "BEGIN", CHANGE, CHANGE, "COMMIT");
            await().until(() -> told.contains("2 to 4"));
        }
        assertThat(told).containsExactly("1 to 2", "2 to 4");
    }

    @Test
    void aChangeMadeBeforeItStartedIsToldToo() throws Exception {
        RawDatabase.execute(file, CHANGE);
        try (ChangeWatcher watcher = watcher(1, (connection, since, upTo) -> told.add(since + " to " + upTo))) {
            watcher.start();
            await().until(() -> told.contains("1 to 2"));
        }
    }

    @Test
    void whatIsCommittedWithoutCountingUpIsNoNews() throws Exception {
        try (ChangeWatcher watcher = watcher(1, (connection, since, upTo) -> told.add(since + " to " + upTo))) {
            watcher.start();
            RawDatabase.execute(file, "CREATE TABLE trace (id INTEGER)", "INSERT INTO trace VALUES (1)");
            RawDatabase.execute(file, CHANGE);
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
            RawDatabase.execute(file, CHANGE);
            await().until(() -> !told.isEmpty());
        }
        assertThat(told).containsExactly("1 to 2");
    }

    @Test
    void aDatabaseThatCannotBeReadForAWhileIsWatchedAgainAfterwards() throws Exception {
        ChangeWatcher watcher = watcher(1, (connection, since, upTo) -> told.add(since + " to " + upTo));
        try (watcher) {
            watcher.start();
            RawDatabase.execute(file, "ALTER TABLE config_rev RENAME TO away");
            await().until(watcher::isFailing);
            RawDatabase.execute(file, "UPDATE away SET rev = 7", "ALTER TABLE away RENAME TO config_rev");
            await().until(() -> told.contains("1 to 7"));
            await().until(() -> !watcher.isFailing());
        }
    }

    @Test
    void aFileThatIsReplacedIsNoticedAndNotFollowed() throws Exception {
        long rev = database.initialize(Migrations.shipped(), Revision::read);
        try (ChangeWatcher watcher = watcher(rev, (connection, since, upTo) -> told.add(since + " to " + upTo))) {
            watcher.start();
            Files.move(file, folder.resolve("away.db"));
            SqliteStore.open(folder).close();
            RawDatabase.execute(file, CHANGE);

            await().until(watcher::isFailing);
        }
        assertThat(told).isEmpty();
    }

    @Test
    void nothingIsToldAfterItIsClosed() throws Exception {
        ChangeWatcher closed = watcher(1, (connection, since, upTo) -> told.add("closed"));
        closed.start();
        closed.close();
        try (ChangeWatcher open = watcher(1, (connection, since, upTo) -> told.add("open"))) {
            open.start();
            RawDatabase.execute(file, CHANGE);
            await().until(() -> !told.isEmpty());
        }
        assertThat(told).containsExactly("open");
    }

    private ChangeWatcher watcher(long rev, ChangeWatcher.Listener listener) {
        return new ChangeWatcher(database, rev, listener);
    }
}

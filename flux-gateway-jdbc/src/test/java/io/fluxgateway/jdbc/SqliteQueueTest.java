package io.fluxgateway.jdbc;

import io.fluxgateway.testkit.ManualClock;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.io.TempDir;

class SqliteQueueTest extends JdbcQueueCases {
    @TempDir
    Path folder;

    /** Not far from what other processes go by. */
    private final ManualClock clock = new ManualClock(Instant.now());

    @Override
    TestDatabase database() {
        return new SqliteFile(folder);
    }

    @Override
    Store openStore() {
        return database().open(clock);
    }

    /** One of them writes at a time, and each time to the disk. */
    @Override
    protected int claimedAtOnce() {
        return 400;
    }

    @Override
    String place() {
        return folder.toString();
    }

    @Override
    String read(String query) throws SQLException {
        return RawDatabase.read(folder.resolve("queue.db"), query);
    }

    @Override
    protected void pass(Duration time) {
        clock.advance(time);
    }
}

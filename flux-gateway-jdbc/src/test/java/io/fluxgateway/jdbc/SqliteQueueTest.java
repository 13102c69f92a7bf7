package io.fluxgateway.jdbc;

import io.fluxgateway.testkit.ManualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.io.TempDir;

class SqliteQueueTest extends JdbcQueueCases {
    @TempDir
    Path folder;

    private final ManualClock clock = new ManualClock(Instant.parse("2026-11-23T12:00:00.123Z"));

    @Override
    TestDatabase database() {
        return new SqliteFile(folder);
    }

    @Override
    Store openStore() {
        return database().open(clock);
    }

    @Override
    protected void pass(Duration time) {
        clock.advance(time);
    }
}

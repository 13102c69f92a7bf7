package io.fluxgateway.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteChangeWatcherTest extends ChangeWatcherCases {
    @TempDir
    Path folder;

    @Override
    TestDatabase database() {
        return new SqliteFile(folder);
    }

    @Test
    void aFileThatIsReplacedIsNoticedAndNotFollowed() throws Exception {
        try (ChangeWatcher watcher = watcher(1, (connection, since, upTo) -> told.add(since + " to " + upTo))) {
            watcher.start();
            await().until(SqliteChangeWatcherTest::isWaiting); // and so has opened the file
            Files.move(folder.resolve("flux.db"), folder.resolve("away.db"));
            SqliteStore.open(folder).close();
            database().execute(CHANGE);

            await().until(watcher::isFailing);
        }
        assertThat(told).isEmpty();
    }

    private static boolean isWaiting() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread ->
                        thread.getName().equals("flux-store-watch") && thread.getState() == Thread.State.TIMED_WAITING);
    }
}

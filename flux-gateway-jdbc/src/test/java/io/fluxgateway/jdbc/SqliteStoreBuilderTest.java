package io.fluxgateway.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreBuilderTest {
    @TempDir
    Path folder;

    @Test
    void aLimitThatMakesNoSenseIsRefusedWhereItIsSet() {
        refused(b -> b.maxCachedKeys(0), "maxCachedKeys: 0 (expected: at least 1)");
        refused(b -> b.maxCachedUnknownKeys(-1), "maxCachedUnknownKeys: -1 (expected: at least 1)");
        refused(b -> b.readers(0), "readers: 0 (expected: at least 1)");
        refused(b -> b.maxPendingLoads(0), "maxPendingLoads: 0 (expected: at least 1)");
        refused(b -> b.maxJournalBytes(-1), "maxJournalBytes: -1 (expected: at least 0)");
        refused(b -> b.pollInterval(Duration.ZERO), "pollInterval: PT0S (expected: 1 ms to 500 ms)");
        refused(b -> b.pollInterval(Duration.ofSeconds(1)), "pollInterval: PT1S (expected: 1 ms to 500 ms)");
        refused(b -> b.busyTimeout(Duration.ofMillis(-1)), "busyTimeout: PT-0.001S (expected: 0 to 1 minute)");
        refused(b -> b.busyTimeout(Duration.ofDays(90)), "busyTimeout: PT2160H (expected: 0 to 1 minute)");
    }

    @Test
    void aStoreWithTheSmallestLimitsStillFindsEveryKey() throws Exception {
        try (SqliteStore store = SqliteStore.at(folder)
                .maxCachedKeys(1)
                .maxCachedUnknownKeys(1)
                .readers(1)
                .maxPendingLoads(1)
                .maxJournalBytes(0)
                .pollInterval(Duration.ofMillis(1))
                .open()) {
            KeyFixture[] keys = new KeyFixture[20];
            for (int i = 0; i < keys.length; i++) {
                keys[i] = KeyFixture.in(store, "shop", "key-" + i);
            }
            for (int round = 0; round < 3; round++) {
                for (KeyFixture key : keys) {
                    assertThat(key.found(store)).isEqualTo(key.key());
                }
            }
        }
    }

    private void refused(Consumer<SqliteStoreBuilder> setting, String message) {
        assertThatThrownBy(() -> setting.accept(SqliteStore.at(folder)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}

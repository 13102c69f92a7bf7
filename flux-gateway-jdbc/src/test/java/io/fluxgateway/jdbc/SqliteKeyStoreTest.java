package io.fluxgateway.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fluxgateway.auth.ApiKey;
import io.fluxgateway.auth.KeyDigest;
import io.fluxgateway.auth.KeyNameTakenException;
import io.fluxgateway.auth.KeyStore;
import io.fluxgateway.testkit.KeyStoreContract;
import io.fluxgateway.testkit.ManualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteKeyStoreTest extends KeyStoreContract {
    private static final Duration A_SECOND = Duration.ofSeconds(1);

    @TempDir
    Path folder;

    private SqliteStore server;
    private SqliteStore cli;

    @BeforeEach
    void open() {
        server = SqliteStore.open(folder);
        cli = SqliteStore.open(folder);
    }

    @AfterEach
    void close() {
        cli.close();
        server.close();
    }

    @Override
    protected KeyStore store() {
        return server.keys();
    }

    @Test
    void aWarmKeyThatAnotherStoreRevokesIsRefusedWithinASecond() throws Exception {
        KeyDigest digest = digest();
        store().add(key("shop", "server", NOON), digest);
        assertThat(find(digest).isRevoked()).isFalse();

        assertThat(cli.keys().revoke("shop", "server")).isTrue();

        await().atMost(A_SECOND)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> find(digest).isRevoked());
    }

    @Test
    void aKeyThatAnotherStoreAddsIsFoundAtOnce() throws Exception {
        KeyDigest digest = digest();
        cli.keys().add(key("shop", "server", NOON), digest);

        assertThat(find(digest)).isNotNull();
    }

    @Test
    void aKeyThatWasUnknownAndAnotherStoreAddsIsFoundWithinASecond() throws Exception {
        KeyDigest digest = digest();
        assertThat(find(digest)).isNull();

        cli.keys().add(key("shop", "server", NOON), digest);

        await().atMost(A_SECOND).until(() -> find(digest) != null);
    }

    @Test
    void aKeyThatIsInUseStaysWarmWhileOthersChangeKeys() throws Exception {
        KeyDigest hot = digest();
        store().add(key("shop", "hot", NOON), hot);
        find(hot);
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger waits = new AtomicInteger();
        Thread requests = new Thread(() -> {
            while (!over.get()) {
                if (!store().find(hot).toCompletableFuture().isDone()) {
                    waits.incrementAndGet();
                }
            }
        });
        requests.start();
        KeyDigest last = digest();
        for (int i = 0; i < 40; i++) {
            cli.keys().add(key("shop", "other", NOON), i == 39 ? last : digest());
            cli.keys().revoke("shop", "other");
        }
        await().until(() -> find(last).isRevoked());
        over.set(true);
        requests.join();

        assertThat(waits).hasValue(0);
        assertThat(find(hot).isRevoked()).isFalse();
    }

    @Test
    void severalKeysChangedAtOnceAreAllTakenOver() throws Exception {
        List<KeyDigest> digests = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            KeyDigest digest = digest();
            digests.add(digest);
            store().add(key("shop", "key-" + i, NOON), digest);
            find(digest);
        }
        for (int i = 0; i < 50; i += 2) {
            cli.keys().revoke("shop", "key-" + i);
        }

        await().atMost(Duration.ofSeconds(5)).until(() -> find(digests.get(48)).isRevoked());
        for (int i = 0; i < 50; i++) {
            assertThat(find(digests.get(i)).isRevoked()).as("key-%d", i).isEqualTo(i % 2 == 0);
        }
    }

    @Test
    void aNameThatAnotherStoreGaveIsTaken() throws Exception {
        cli.keys().add(key("shop", "server", NOON), digest());

        assertThatThrownBy(() -> store().add(key("shop", "server", NOON), digest()))
                .isInstanceOf(KeyNameTakenException.class)
                .hasMessage("project \"shop\" already has a key named \"server\"");
    }

    @Test
    void keysAreThereAfterTheStoreIsOpenedAgain() throws Exception {
        KeyDigest digest = digest();
        ApiKey key = key("shop", "server", NOON);
        store().add(key, digest);
        cli.close();
        server.close();
        open();

        assertThat(find(digest)).isEqualTo(key);
        assertThat(store().list("shop")).containsExactly(key);
    }

    @Test
    void aKeyIsRevokedAtTheTimeOfTheClock() throws Exception {
        Instant then = NOON.plusSeconds(77);
        KeyDigest digest = digest();
        try (SqliteStore clocked =
                SqliteStore.at(folder).clock(new ManualClock(then)).open()) {
            clocked.keys().add(key("shop", "server", NOON), digest);
            clocked.keys().revoke("shop", "server");
        }

        assertThat(find(digest).revokedAt()).isEqualTo(then);
    }

    @Test
    void awkwardProjectNamesAreJustText() throws Exception {
        String project = "O'Brien \"; DROP TABLE api_key; -- \u20ac";
        ApiKey key = key(project, "server", NOON);
        store().add(key, digest());

        assertThat(cli.keys().list(project)).containsExactly(key);
    }
}

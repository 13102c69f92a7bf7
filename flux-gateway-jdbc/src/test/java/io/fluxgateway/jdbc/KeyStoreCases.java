package io.fluxgateway.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fluxgateway.auth.ApiKey;
import io.fluxgateway.auth.KeyDigest;
import io.fluxgateway.auth.KeyNameTakenException;
import io.fluxgateway.auth.KeyStore;
import io.fluxgateway.testkit.KeyStoreContract;
import io.fluxgateway.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What holds for keys in any database, seen by two stores as by two processes. */
abstract class KeyStoreCases extends KeyStoreContract {
    private Store server;
    private Store cli;

    /** The database under test: the same one throughout a test, and empty at its start. */
    abstract TestDatabase database();

    @BeforeEach
    void open() {
        server = database().open();
        cli = database().open();
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

    @Override
    protected KeyStore elsewhere() {
        return cli.keys();
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
            elsewhere().add(key("shop", "other", NOON), i == 39 ? last : digest());
            elsewhere().revoke("shop", "other");
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> find(last).isRevoked());
        over.set(true);
        requests.join();

        assertThat(waits).hasValue(0);
        assertThat(find(hot).isRevoked()).isFalse();
    }

    @Test
    void noRevisionIsLostOrGivenTwiceHoweverManyWriteAtOnce() throws Exception {
        long before = Long.parseLong(database().read("SELECT rev FROM config_rev"));
        Thread[] writers = new Thread[4];
        AtomicInteger failures = new AtomicInteger();
        for (int i = 0; i < writers.length; i++) {
            KeyStore through = i % 2 == 0 ? store() : elsewhere();
            String name = "writer-" + i + "-";
            writers[i] = new Thread(() -> {
                for (int n = 0; n < 10; n++) {
                    try {
                        through.add(key("shop", name + n, NOON), digest());
                    } catch (KeyNameTakenException | RuntimeException e) {
                        failures.incrementAndGet();
                    }
                }
            });
            writers[i].start();
        }
        for (Thread writer : writers) {
            writer.join();
        }

        assertThat(failures).hasValue(0);
        assertThat(database().read("SELECT rev FROM config_rev")).isEqualTo(Long.toString(before + 40));
        assertThat(database().read("SELECT count(DISTINCT rev) FROM api_key")).isEqualTo("40");
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
        try (Store clocked = database().open(new ManualClock(then))) {
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

        assertThat(elsewhere().list(project)).containsExactly(key);
    }
}

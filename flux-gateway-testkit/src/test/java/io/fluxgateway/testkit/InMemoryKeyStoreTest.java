package io.fluxgateway.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fluxgateway.auth.ApiKey;
import io.fluxgateway.auth.InMemoryKeyStore;
import io.fluxgateway.auth.KeyDigest;
import io.fluxgateway.auth.KeyStore;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class InMemoryKeyStoreTest extends KeyStoreContract {
    private final ManualClock clock = new ManualClock(NOON);
    private final KeyStore store = new InMemoryKeyStore();

    @Override
    protected KeyStore store() {
        return store;
    }

    @Test
    void aKeyIsRevokedAtTheTimeOfTheClock() throws Exception {
        KeyStore clocked = new InMemoryKeyStore(10, clock);
        KeyDigest digest = digest();
        clocked.add(key("shop", "server", NOON), digest);
        clock.advance(Duration.ofMinutes(3));

        clocked.revoke("shop", "server");

        assertThat(clocked.find(digest).toCompletableFuture().join().revokedAt())
                .isEqualTo(NOON.plusSeconds(180));
    }

    @Test
    void aFullStoreForgetsTheKeyThatWasRevokedLongestAgo() throws Exception {
        KeyStore small = new InMemoryKeyStore(3, clock);
        KeyDigest first = digest();
        KeyDigest second = digest();
        KeyDigest third = digest();
        small.add(key("shop", "first", NOON), first);
        small.add(key("shop", "second", NOON), second);
        small.add(key("shop", "third", NOON), third);
        small.revoke("shop", "second");
        clock.advance(Duration.ofSeconds(1));
        small.revoke("shop", "first");

        small.add(key("shop", "fourth", NOON), digest());

        assertThat(found(small, second)).isNull();
        assertThat(found(small, first)).extracting(ApiKey::isRevoked).isEqualTo(true);
        assertThat(found(small, third)).extracting(ApiKey::name).isEqualTo("third");
    }

    @Test
    void aStoreFullOfWorkingKeysTakesNoMore() throws Exception {
        KeyStore small = new InMemoryKeyStore(1, clock);
        small.add(key("shop", "first", NOON), digest());

        assertThatThrownBy(() -> small.add(key("shop", "second", NOON), digest()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("1 keys");
        assertThat(small.list("shop")).hasSize(1);
    }

    @Test
    void aLimitBelowOneIsRefused() {
        assertThatThrownBy(() -> new InMemoryKeyStore(0, clock))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxKeys: 0 (expected: at least 1)");
    }

    private static ApiKey found(KeyStore store, KeyDigest digest) {
        return store.find(digest).toCompletableFuture().join();
    }
}

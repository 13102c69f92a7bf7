package io.fluxgateway.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fluxgateway.auth.ApiKey;
import io.fluxgateway.auth.KeyDigest;
import io.fluxgateway.auth.KeyNameTakenException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What every {@link io.fluxgateway.auth.KeyStore} does. Extend it once per implementation. */
public abstract class KeyStoreContract extends KeyLifeCases {
    private static final Duration A_SECOND = Duration.ofSeconds(1);

    @Test
    void findsAKeyByItsDigest() throws Exception {
        KeyDigest digest = digest();
        ApiKey key = key(PROJECT, "server", NOON);
        store().add(key, digest);

        assertThat(find(digest)).isEqualTo(key);
    }

    @Test
    void findsNothingForAnUnknownDigest() throws Exception {
        store().add(key(PROJECT, "server", NOON), digest());

        assertThat(find(digest())).isNull();
    }

    @Test
    void findsAKeyOfAnyProject() throws Exception {
        KeyDigest digest = digest();
        ApiKey other = key("blog", "server", NOON);
        store().add(key(PROJECT, "server", NOON), digest());
        store().add(other, digest);

        assertThat(find(digest)).isEqualTo(other);
    }

    @Test
    void aKeyIsFoundAtOnceAlsoIfItWasAskedForBefore() throws Exception {
        KeyDigest digest = digest();
        assertThat(find(digest)).isNull();

        store().add(key(PROJECT, "server", NOON), digest);

        assertThat(find(digest)).isNotNull();
    }

    @Test
    void aWarmKeyIsFoundWithoutWaiting() throws Exception {
        KeyDigest digest = digest();
        store().add(key(PROJECT, "server", NOON), digest);
        find(digest);

        assertThat(store().find(digest).toCompletableFuture()).isDone();
    }

    @Test
    void aRevokedKeyIsStillFoundAndSaysWhenItWasRevoked() throws Exception {
        KeyDigest digest = digest();
        ApiKey key = key(PROJECT, "server", NOON);
        store().add(key, digest);
        assertThat(find(digest)).isEqualTo(key);

        assertThat(store().revoke(PROJECT, "server")).isTrue();

        ApiKey revoked = find(digest);
        assertThat(revoked)
                .isEqualTo(key.revoked(revoked == null ? NOON : Objects.requireNonNull(revoked.revokedAt())));
        assertThat(revoked).extracting(ApiKey::isRevoked).isEqualTo(true);
    }

    @Test
    void revokesOnlyOnce() throws Exception {
        store().add(key(PROJECT, "server", NOON), digest());

        assertThat(store().revoke(PROJECT, "server")).isTrue();
        assertThat(store().revoke(PROJECT, "server")).isFalse();
    }

    @Test
    void revokesNothingIfThereIsNoKeyOfThatNameInTheProject() throws Exception {
        KeyDigest digest = digest();
        store().add(key("blog", "server", NOON), digest);

        assertThat(store().revoke(PROJECT, "server")).isFalse();
        assertThat(store().revoke("blog", "Server")).isFalse();
        assertThat(find(digest)).extracting(ApiKey::isRevoked).isEqualTo(false);
    }

    @Test
    void listsTheKeysOfOneProjectThatAreNotRevokedOldestFirst() throws Exception {
        ApiKey young = key(PROJECT, "young", NOON.plusSeconds(60));
        ApiKey old = key(PROJECT, "old", NOON);
        store().add(young, digest());
        store().add(key(PROJECT, "revoked", NOON), digest());
        store().add(old, digest());
        store().add(key("blog", "other", NOON), digest());
        store().revoke(PROJECT, "revoked");

        assertThat(store().list(PROJECT)).containsExactly(old, young);
        assertThat(store().list("nobody")).isEmpty();
    }

    @Test
    void listsKeysOfTheSameMomentInTheOrderTheyWereAdded() throws Exception {
        for (String name : List.of("c", "a", "b")) {
            store().add(key(PROJECT, name, NOON), digest());
        }

        assertThat(store().list(PROJECT)).extracting(ApiKey::name).containsExactly("c", "a", "b");
    }

    @Test
    void aNameIsTakenOnceInAProject() throws Exception {
        KeyDigest first = digest();
        KeyDigest second = digest();
        store().add(key(PROJECT, "server", NOON), first);

        assertThatThrownBy(() -> store().add(key(PROJECT, "server", NOON), second))
                .isInstanceOf(KeyNameTakenException.class)
                .hasMessageContaining("server");
        assertThat(find(second)).isNull();
        assertThat(store().list(PROJECT)).hasSize(1);
    }

    @Test
    void namesDifferByCaseAndByProject() throws Exception {
        store().add(key(PROJECT, "server", NOON), digest());
        store().add(key(PROJECT, "Server", NOON), digest());
        store().add(key("blog", "server", NOON), digest());

        assertThat(store().list(PROJECT)).hasSize(2);
    }

    @Test
    void theNameOfARevokedKeyIsFreeAgain() throws Exception {
        KeyDigest first = digest();
        KeyDigest second = digest();
        store().add(key(PROJECT, "server", NOON), first);
        store().revoke(PROJECT, "server");
        store().add(key(PROJECT, "server", NOON.plusSeconds(1)), second);

        assertThat(find(first)).extracting(ApiKey::isRevoked).isEqualTo(true);
        assertThat(find(second)).extracting(ApiKey::isRevoked).isEqualTo(false);
        assertThat(store().revoke(PROJECT, "server")).isTrue();
        assertThat(find(second)).extracting(ApiKey::isRevoked).isEqualTo(true);
    }

    @Test
    void aKeyIsStoredOnce() throws Exception {
        KeyDigest digest = digest();
        ApiKey key = key(PROJECT, "server", NOON);
        store().add(key, digest);

        assertThatThrownBy(() -> store().add(key(PROJECT, "same-digest", NOON), digest))
                .isInstanceOf(IllegalArgumentException.class);
        ApiKey sameId = new ApiKey(key.id(), PROJECT, "same-id", key.preview(), NOON, null);
        assertThatThrownBy(() -> store().add(sameId, digest())).isInstanceOf(IllegalArgumentException.class);
        assertThat(store().list(PROJECT)).containsExactly(key);
        assertThat(find(digest)).isEqualTo(key);
    }

    @Test
    void aKeyThatIsRevokedAlreadyIsKeptAsSuch() throws Exception {
        KeyDigest digest = digest();
        ApiKey revoked = new ApiKey("k_old", PROJECT, "server", "flx_live_abc1", NOON, NOON.plusSeconds(5));
        store().add(key(PROJECT, "server", NOON), digest());
        store().add(revoked, digest);

        assertThat(find(digest)).isEqualTo(revoked);
        assertThat(store().list(PROJECT)).hasSize(1);
    }

    // Changes of others, and many at once

    @Test
    void aWarmKeyThatAnotherRevokesIsRefusedWithinASecond() throws Exception {
        Promptly.followed(A_SECOND, round -> {
            KeyDigest digest = digest();
            store().add(key(PROJECT, "server", NOON), digest);
            assertThat(find(digest)).extracting(ApiKey::isRevoked).isEqualTo(false);

            assertThat(elsewhere().revoke(PROJECT, "server")).isTrue();
            return () -> isRevoked(digest);
        });
    }

    @Test
    void aKeyThatAnotherAddsIsFoundAtOnce() throws Exception {
        KeyDigest digest = digest();
        ApiKey key = key(PROJECT, "server", NOON);
        elsewhere().add(key, digest);

        assertThat(find(digest)).isEqualTo(key);
        assertThat(store().list(PROJECT)).containsExactly(key);
    }

    @Test
    void aKeyThatWasUnknownAndAnotherAddsIsFoundWithinASecond() throws Exception {
        Promptly.followed(A_SECOND, round -> {
            KeyDigest digest = digest();
            assertThat(find(digest)).isNull();

            elsewhere().add(key(PROJECT, "server-" + round, NOON), digest);
            return () -> find(digest) != null;
        });
    }

    @Test
    void severalKeysThatAnotherChangesAreAllTakenOver() throws Exception {
        List<KeyDigest> digests = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            KeyDigest digest = digest();
            digests.add(digest);
            store().add(key(PROJECT, "key-" + i, NOON), digest);
            find(digest);
        }
        for (int i = 0; i < 50; i += 2) {
            elsewhere().revoke(PROJECT, "key-" + i);
        }

        await().atMost(PATIENCE).until(() -> isRevoked(digests.get(48)));
        for (int i = 0; i < 50; i++) {
            assertThat(isRevoked(digests.get(i))).as("key-%d", i).isEqualTo(i % 2 == 0);
        }
    }

    @Test
    void aNameThatAnotherGaveIsTaken() throws Exception {
        elsewhere().add(key(PROJECT, "server", NOON), digest());

        assertThatThrownBy(() -> store().add(key(PROJECT, "server", NOON), digest()))
                .isInstanceOf(KeyNameTakenException.class)
                .hasMessage("project \"shop\" already has a key named \"server\"");
    }

    @Test
    void ofManyWhoAddTheSameNameAtOnceOneSucceeds() throws Exception {
        AtomicInteger next = new AtomicInteger();
        List<Boolean> added = atOnce(() -> {
            try {
                storeOf(next.getAndIncrement()).add(key(PROJECT, "server", NOON), digest());
                return true;
            } catch (KeyNameTakenException e) {
                return false;
            }
        });

        assertThat(added).containsOnlyOnce(true);
        assertThat(store().list(PROJECT)).hasSize(1);
    }

    @Test
    void ofManyWhoRevokeAKeyAtOnceOneSucceeds() throws Exception {
        store().add(key(PROJECT, "server", NOON), digest());
        AtomicInteger next = new AtomicInteger();

        assertThat(atOnce(() -> storeOf(next.getAndIncrement()).revoke(PROJECT, "server")))
                .containsOnlyOnce(true);
    }

    @Test
    void manyWhoFindAKeyAtOnceAllGetIt() throws Exception {
        KeyDigest digest = digest();
        ApiKey key = key(PROJECT, "server", NOON);
        store().add(key, digest);

        assertThat(atOnce(() -> find(digest))).hasSize(RACERS).containsOnly(key);
    }
}

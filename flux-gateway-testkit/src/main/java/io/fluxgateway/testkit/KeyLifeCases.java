package io.fluxgateway.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fluxgateway.auth.ApiKey;
import io.fluxgateway.auth.ApiKeySecret;
import io.fluxgateway.auth.KeyDigest;
import io.fluxgateway.auth.KeyNameTakenException;
import io.fluxgateway.auth.KeyStore;
import io.fluxgateway.auth.KeyTerms;
import io.fluxgateway.exchange.Quota;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * How keys are replaced, what they may do and when they were used: a part of {@link KeyStoreContract}, and what all its
 * parts stand on.
 */
abstract class KeyLifeCases {
    /** Times are kept to the millisecond at least. */
    protected static final Instant NOON = Instant.parse("2026-11-23T12:00:00.123Z");

    static final String PROJECT = "shop";
    private static final Instant MADE = Instant.EPOCH;
    /** After a key was made, and before any clock's time. */
    private static final Instant OVER = MADE.plusSeconds(3_600);
    /** After any clock's time. */
    private static final Instant LATER = Instant.parse("2999-01-01T00:00:00.123Z");

    static final int RACERS = 8;
    static final Duration PATIENCE = Duration.ofSeconds(30);

    /** The store under test: the same one throughout a test, and empty at its start. */
    protected abstract KeyStore store();

    /** The store through which others change it: another process's view of the same keys, where there is such a thing. */
    protected KeyStore elsewhere() {
        return store();
    }

    // Terms

    @Test
    void whatAKeyMayDoIsKeptInItsOrder() throws Exception {
        KeyDigest digest = digest();
        List<String> scopes = List.of("b", "create_order", "a");
        ApiKey key = key(
                "server",
                KeyTerms.DEFAULT
                        .withExpiry(NOON.plusSeconds(60))
                        .withScopes(scopes)
                        .withQuota(new Quota(100, 200)));
        store().add(key, digest);

        assertThat(find(digest)).isEqualTo(key);
        assertThat(Objects.requireNonNull(find(digest)).scopes()).containsExactlyElementsOf(scopes);
        assertThat(store().list(PROJECT)).containsExactly(key);
    }

    @Test
    void aKeyThatHasExpiredIsFoundAndListedAndKeepsItsName() throws Exception {
        KeyDigest digest = digest();
        ApiKey expired = key("server", KeyTerms.DEFAULT.withExpiry(OVER));
        store().add(expired, digest);

        assertThat(find(digest)).isEqualTo(expired);
        assertThat(store().list(PROJECT)).containsExactly(expired);
        assertThatThrownBy(() -> store().add(key(PROJECT, "server", NOON), digest()))
                .isInstanceOf(KeyNameTakenException.class);
        assertThat(store().revoke(PROJECT, "server")).isTrue();
        assertThat(store().list(PROJECT)).isEmpty();
    }

    // Replacement

    @Test
    void aKeyThatIsReplacedLivesBesideItsSuccessorUntilItsTimeIsOver() throws Exception {
        KeyDigest first = digest();
        KeyDigest second = digest();
        ApiKey old = key(PROJECT, "server", MADE);
        ApiKey successor = key(PROJECT, "server", MADE.plusSeconds(1));
        store().add(old, first);
        assertThat(find(first)).isEqualTo(old);

        assertThat(store().replace(old.id(), successor, second, LATER)).isTrue();

        ApiKey replaced = old.replaced(successor.createdAt(), LATER);
        assertThat(replaced.expiresAt()).isEqualTo(LATER);
        assertThat(find(first)).isEqualTo(replaced);
        assertThat(find(second)).isEqualTo(successor);
        assertThat(store().list(PROJECT)).containsExactly(replaced, successor);
    }

    @Test
    void aKeyThatEndsEarlierThanItsGraceStillDoes() throws Exception {
        KeyDigest first = digest();
        Instant end = LATER.minusSeconds(1);
        ApiKey old = key("server", KeyTerms.DEFAULT.withExpiry(end));
        store().add(old, first);

        store().replace(old.id(), key(PROJECT, "server", MADE), digest(), LATER);

        assertThat(find(first)).extracting(ApiKey::expiresAt).isEqualTo(end);
    }

    @Test
    void aKeyThatIsReplacedWithoutGraceIsRevoked() throws Exception {
        KeyDigest first = digest();
        ApiKey old = key(PROJECT, "server", MADE);
        ApiKey successor = key(PROJECT, "server", MADE.plusSeconds(1));
        store().add(old, first);

        store().replace(old.id(), successor, digest(), successor.createdAt());

        assertThat(find(first)).extracting(ApiKey::revokedAt).isEqualTo(successor.createdAt());
        assertThat(store().list(PROJECT)).containsExactly(successor);
    }

    @Test
    void noneOfThoseBeforeOutlivesTheGraceOfTheLastReplacement() throws Exception {
        KeyDigest first = digest();
        KeyDigest second = digest();
        ApiKey one = key(PROJECT, "server", MADE);
        ApiKey two = key(PROJECT, "server", MADE.plusSeconds(1));
        ApiKey three = key(PROJECT, "server", MADE.plusSeconds(2));
        store().add(one, first);
        store().replace(one.id(), two, second, LATER.plusSeconds(60));
        store().replace(two.id(), three, digest(), LATER);

        assertThat(find(first)).isEqualTo(one.replaced(two.createdAt(), LATER));
        assertThat(find(second)).isEqualTo(two.replaced(three.createdAt(), LATER));
        assertThat(store().list(PROJECT)).extracting(ApiKey::id).containsExactly(one.id(), two.id(), three.id());
        store().replace(three.id(), key(PROJECT, "server", MADE.plusSeconds(3)), digest(), MADE);
        assertThat(find(first)).extracting(ApiKey::isRevoked).isEqualTo(true);
        assertThat(find(second)).extracting(ApiKey::isRevoked).isEqualTo(true);
        assertThat(store().list(PROJECT)).hasSize(1);
    }

    @Test
    void onlyTheKeyThatBearsTheNameIsReplaced() throws Exception {
        KeyDigest refused = digest();
        ApiKey old = key(PROJECT, "server", MADE);
        ApiKey successor = key(PROJECT, "server", MADE.plusSeconds(1));
        store().add(old, digest());
        store().replace(old.id(), successor, digest(), LATER);
        List<ApiKey> before = store().list(PROJECT);

        assertThat(store().replace(old.id(), key(PROJECT, "server", MADE), refused, LATER))
                .isFalse();
        assertThat(store().replace(successor.id(), key("blog", "server", MADE), refused, LATER))
                .isFalse();
        assertThat(store().replace("nothing", key(PROJECT, "other", MADE), refused, LATER))
                .isFalse();

        assertThat(find(refused)).isNull();
        assertThat(store().list(PROJECT)).isEqualTo(before);
    }

    @Test
    void aKeyWhoseGraceIsOverIsNotListedAndStillFound() throws Exception {
        KeyDigest first = digest();
        ApiKey old = key(PROJECT, "server", MADE);
        ApiKey successor = key(PROJECT, "server", MADE.plusSeconds(1));
        store().add(old, first);

        store().replace(old.id(), successor, digest(), OVER);

        assertThat(store().list(PROJECT)).containsExactly(successor);
        assertThat(find(first)).extracting(ApiKey::expiresAt).isEqualTo(OVER);
        assertThat(find(first)).extracting(ApiKey::isRevoked).isEqualTo(false);
    }

    @Test
    void revokingANameEndsTheKeyAndThoseThatItReplaced() throws Exception {
        KeyDigest first = digest();
        KeyDigest second = digest();
        KeyDigest other = digest();
        ApiKey old = key(PROJECT, "server", MADE);
        store().add(old, first);
        store().add(key(PROJECT, "other", MADE), other);
        store().replace(old.id(), key(PROJECT, "server", MADE), second, LATER);

        assertThat(store().revoke(PROJECT, "server")).isTrue();

        assertThat(find(first)).extracting(ApiKey::isRevoked).isEqualTo(true);
        assertThat(find(second)).extracting(ApiKey::isRevoked).isEqualTo(true);
        assertThat(find(other)).extracting(ApiKey::isRevoked).isEqualTo(false);
        assertThat(store().revoke(PROJECT, "server")).isFalse();
    }

    @Test
    void ofManyWhoReplaceAKeyAtOnceOneSucceeds() throws Exception {
        ApiKey old = key(PROJECT, "server", MADE);
        store().add(old, digest());

        assertThat(atOnce(() -> store().replace(old.id(), key(PROJECT, "server", MADE), digest(), LATER)))
                .containsOnlyOnce(true);
        assertThat(store().list(PROJECT)).hasSize(2);
    }

    // Use

    @Test
    void whenAKeyWasUsedLastIsTold() throws Exception {
        ApiKey used = key(PROJECT, "used", MADE);
        ApiKey other = key("blog", "used", MADE);
        store().add(used, digest());
        store().add(other, digest());
        store().add(key(PROJECT, "unused", MADE), digest());
        assertThat(store().lastUsed(PROJECT)).isEmpty();
        Instant before = Instant.now().truncatedTo(ChronoUnit.MILLIS);

        store().used(used);
        store().used(used);
        store().used(other);

        assertThat(store().lastUsed(PROJECT)).containsOnlyKeys(used.id());
        assertThat(store().lastUsed(PROJECT).get(used.id())).isBetween(before, Instant.now());
    }

    @Test
    void aWarmKeyThatAnotherReplacesEndsAsToldAndItsSuccessorWorks() throws Exception {
        KeyDigest digest = digest();
        KeyDigest next = digest();
        ApiKey old = key(PROJECT, "server", MADE);
        ApiKey successor = key(PROJECT, "server", MADE.plusSeconds(1));
        store().add(old, digest);
        assertThat(find(digest)).isEqualTo(old);

        assertThat(elsewhere().replace(old.id(), successor, next, LATER)).isTrue();

        assertThat(find(next)).isEqualTo(successor);
        ApiKey replaced = old.replaced(successor.createdAt(), LATER);
        await().atMost(PATIENCE).until(() -> replaced.equals(find(digest)));
        assertThat(store().find(digest).toCompletableFuture())
                .as("is still warm")
                .isDone();
        assertThat(elsewhere().revoke(PROJECT, "server")).isTrue();
        await().atMost(PATIENCE).until(() -> isRevoked(digest) && isRevoked(next));
    }

    /** Waits for what the store finds. */
    protected final @Nullable ApiKey find(KeyDigest digest) throws Exception {
        return store().find(digest).toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    final boolean isRevoked(KeyDigest digest) throws Exception {
        ApiKey found = find(digest);
        return found != null && found.isRevoked();
    }

    final KeyStore storeOf(int number) {
        return number % 2 == 0 ? store() : elsewhere();
    }

    /** A key that is not in the store yet. */
    protected static ApiKey key(String project, String name, Instant createdAt) {
        return new ApiKey("k_" + UUID.randomUUID(), project, name, "flx_live_abc1", createdAt, null);
    }

    private static ApiKey key(String name, KeyTerms terms) {
        return new ApiKey("k_" + UUID.randomUUID(), PROJECT, name, "flx_live_abc1", MADE, null, null, terms);
    }

    /** The digest of a new secret. */
    protected static KeyDigest digest() {
        return ApiKeySecret.generate(ApiKeySecret.Mode.LIVE).digest();
    }

    static <T> List<T> atOnce(Callable<T> task) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(RACERS);
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> result : threads.invokeAll(Collections.nCopies(RACERS, task))) {
                results.add(result.get(90, TimeUnit.SECONDS));
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }
}

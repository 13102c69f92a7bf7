package io.fluxgateway.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fluxgateway.auth.ApiKey;
import io.fluxgateway.jdbc.KeyCache.Loaded;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** Everything runs on the test's thread: a load happens when the test says so, and what is read while it is told. */
class KeyCacheTest {
    private final KeyFixture key = KeyFixture.of("shop", "server");
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private final Queue<Loaded> database = new ArrayDeque<>();
    private Runnable whileReading = () -> {};
    private int reads;
    private final KeyCache cache = new KeyCache(
            100,
            10,
            digest -> {
                reads++;
                Loaded read = database.remove();
                Runnable meanwhile = whileReading;
                whileReading = () -> {};
                meanwhile.run();
                return read;
            },
            waiting::add);

    @Test
    void aKeyIsReadOnceHoweverManyAskForIt() {
        List<CompletableFuture<ApiKey>> all = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            all.add(find());
        }
        assertThat(all).noneMatch(CompletableFuture::isDone);
        database.add(new Loaded(key.working(1), 1));
        runLoads();

        assertThat(all).allSatisfy(found -> assertThat(found.join()).isEqualTo(key.key()));
        assertThat(find()).isCompletedWithValue(key.key());
        assertThat(reads).isEqualTo(1);
    }

    @Test
    void thatThereIsNoSuchKeyIsRememberedToo() {
        var unused = find();
        database.add(new Loaded(null, 1));
        runLoads();

        assertThat(find()).isCompletedWithValue(null);
        assertThat(reads).isEqualTo(1);
    }

    @Test
    void aLoadThatBeganBeforeARevocationDoesNotBringTheKeyBack() {
        CompletableFuture<ApiKey> before = find();
        database.add(new Loaded(key.working(1), 1));
        database.add(new Loaded(key.revoked(2), 2));
        whileReading = () -> {
            cache.raise(2);
            cache.apply(key.digest(), key.revoked(2));
        };
        runLoads();

        assertThat(before.join().isRevoked()).isTrue();
        assertThat(find().join().isRevoked()).isTrue();
        assertThat(reads).isEqualTo(2);
    }

    @Test
    void aLoadThatFoundNothingBeforeTheKeyWasAddedIsDoneAgain() {
        CompletableFuture<ApiKey> before = find();
        database.add(new Loaded(null, 1));
        database.add(new Loaded(key.working(2), 2));
        whileReading = () -> cache.raise(2);
        runLoads();

        assertThat(before).isCompletedWithValue(key.key());
    }

    @Test
    void aChangeOfAnotherKeyDuringALoadOnlyMakesItReadAgain() {
        CompletableFuture<ApiKey> before = find();
        database.add(new Loaded(key.working(1), 1));
        database.add(new Loaded(key.working(1), 5));
        whileReading = () -> cache.raise(5);
        runLoads();

        assertThat(before).isCompletedWithValue(key.key());
        assertThat(find()).isCompletedWithValue(key.key());
    }

    @Test
    void aChangeIsAppliedToAWarmKeyWithoutReading() {
        warm();
        cache.raise(2);
        cache.apply(key.digest(), key.revoked(2));

        assertThat(find().join().isRevoked()).isTrue();
        assertThat(reads).isEqualTo(1);
    }

    @Test
    void anOlderStateNeverReplacesANewerOne() {
        var unused = find();
        database.add(new Loaded(key.revoked(7), 7));
        runLoads();
        cache.raise(6);
        cache.apply(key.digest(), key.working(6));

        assertThat(find().join().isRevoked()).isTrue();
    }

    @Test
    void aKeyThatNobodyAskedForTakesNoRoom() {
        cache.raise(2);
        cache.apply(key.digest(), key.working(2));

        assertThat(find()).isNotDone();
    }

    @Test
    void guessedKeysEvictNoGoodOne() {
        warm();
        for (int i = 0; i < 1_000; i++) {
            CompletableFuture<ApiKey> guess = found(KeyFixture.of("shop", "guess"));
            database.add(new Loaded(null, 1));
            runLoads();
            assertThat(guess).isCompletedWithValue(null);
        }

        assertThat(find()).isCompletedWithValue(key.key());
    }

    @Test
    void aFailureIsToldToAllWhoWaitAndNotRemembered() {
        CompletableFuture<ApiKey> one = find();
        CompletableFuture<ApiKey> two = find();
        whileReading = () -> {
            throw new StoreException("disk trouble", null);
        };
        database.add(new Loaded(key.working(1), 1));
        runLoads();

        assertThat(one).isCompletedExceptionally();
        assertThatThrownBy(two::join).isInstanceOf(CompletionException.class).hasMessageContaining("disk trouble");
        warm();
        assertThat(find()).isCompletedWithValue(key.key());
    }

    @Test
    void aLoadThatFindsNoRoomFailsAtOnceAndTheNextOneIsTriedAfresh() {
        KeyCache full = new KeyCache(1, 1, digest -> new Loaded(null, 1), task -> {
            throw new RejectedExecutionException("full");
        });

        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(
                            () -> full.find(key.digest()).toCompletableFuture().join())
                    .hasCauseInstanceOf(StoreException.class)
                    .hasMessageContaining("too many API keys wait");
        }
    }

    @Test
    void aDatabaseThatNeverCatchesUpFailsTheLoadRatherThanLoopingForEver() {
        CompletableFuture<ApiKey> found = find();
        cache.raise(100);
        for (int i = 0; i < 50; i++) {
            database.add(new Loaded(key.working(1), 1));
        }
        runLoads();

        assertThat(found).isCompletedExceptionally();
        assertThat(reads).isBetween(2, 20);
    }

    @Test
    void afterTheDatabaseWentBackInTimeEverythingIsReadAnew() {
        warm();
        cache.raise(100);
        cache.reset(3);
        CompletableFuture<ApiKey> found = find();
        database.add(new Loaded(key.revoked(3), 3));
        runLoads();

        assertThat(found.join().isRevoked()).isTrue();
    }

    @Test
    void whoeverWaitsWhenTheStoreIsClosedIsTold() {
        CompletableFuture<ApiKey> found = find();
        cache.close();

        assertThatThrownBy(found::join).hasMessageContaining("closed");
    }

    private void warm() {
        CompletableFuture<ApiKey> found = find();
        database.add(new Loaded(key.working(1), 1));
        runLoads();
        assertThat(found).isCompletedWithValue(key.key());
    }

    private CompletableFuture<ApiKey> find() {
        return found(key);
    }

    private CompletableFuture<ApiKey> found(KeyFixture which) {
        return cache.find(which.digest()).toCompletableFuture();
    }

    private void runLoads() {
        for (Runnable load = waiting.poll(); load != null; load = waiting.poll()) {
            load.run();
        }
    }
}

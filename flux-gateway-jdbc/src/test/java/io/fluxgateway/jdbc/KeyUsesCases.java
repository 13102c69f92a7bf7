package io.fluxgateway.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fluxgateway.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What holds for the use of keys in any database. */
abstract class KeyUsesCases {
    private static final Instant NOON = Instant.parse("2026-11-25T12:00:00.123Z");
    private static final Duration NEVER = Duration.ofDays(1);

    private final ManualClock clock = new ManualClock(NOON);
    private Store store;
    private Database database;

    /** The database under test: the same one throughout a test, and empty at its start. */
    abstract TestDatabase database();

    @BeforeEach
    void open() {
        store = database().open(clock);
        database = database().connections();
    }

    @AfterEach
    void close() {
        database.close();
        store.close();
    }

    @Test
    void aUseIsKeptInMemoryAndWrittenWhenTheStoreIsClosed() throws Exception {
        KeyFixture key = KeyFixture.in(store, "shop", "server");
        store.keys().used(key.key());
        assertThat(store.keys().lastUsed("shop")).containsEntry(key.key().id(), NOON);
        assertThat(stored()).isEmpty();

        store.close();

        assertThat(stored()).containsExactly(NOON.toEpochMilli());
        try (Store again = database().open()) {
            assertThat(again.keys().lastUsed("shop")).containsEntry(key.key().id(), NOON);
        }
    }

    @Test
    void usesRaiseNoRevisionSoThatNobodyReadsKeysAnew() throws Exception {
        KeyFixture key = KeyFixture.in(store, "shop", "server");
        long before = database.read(Revision::read);
        store.keys().used(key.key());
        store.close();

        assertThat(stored()).hasSize(1);
        assertThat(database.read(Revision::read)).isEqualTo(before);
    }

    @Test
    void whatWasUsedIsWrittenOfItselfAndTogether() {
        try (KeyUses uses = new KeyUses(database, clock, Duration.ofMillis(20), 10)) {
            for (int round = 1; round <= 2; round++) {
                uses.note("a");
                uses.note("b");
                Instant now = clock.instant();
                await().atMost(Duration.ofSeconds(10))
                        .untilAsserted(
                                () -> assertThat(stored()).containsExactly(now.toEpochMilli(), now.toEpochMilli()));
                clock.advance(Duration.ofSeconds(1));
            }
        }
    }

    @Test
    void theFirstUseSinceTheLastWritingIsTheOneThatCounts() {
        try (KeyUses uses = new KeyUses(database, clock, NEVER, 10)) {
            uses.note("a");
            clock.advance(Duration.ofSeconds(20));
            uses.note("a");

            assertThat(uses.pending()).containsOnlyKeys("a").containsValue(NOON.toEpochMilli());
        }
    }

    @Test
    void anOlderUseOfAnotherProcessDoesNotReplaceALaterOne() {
        KeyUses slow = new KeyUses(database, clock, NEVER, 10);
        slow.note("a");
        clock.advance(Duration.ofSeconds(5));
        try (KeyUses fast = new KeyUses(database, clock, NEVER, 10)) {
            fast.note("a");
        }

        slow.close();

        assertThat(stored()).containsExactly(NOON.plusSeconds(5).toEpochMilli());
    }

    @Test
    void noMoreKeysAreNotedThanThereIsRoomFor() {
        try (KeyUses uses = new KeyUses(database, clock, NEVER, 2)) {
            for (String id : List.of("a", "b", "c", "a")) {
                uses.note(id);
            }
            assertThat(uses.pending()).containsOnlyKeys("a", "b");
        }
    }

    @Test
    void whatCannotBeWrittenIsKept() throws Exception {
        KeyUses uses = new KeyUses(database, clock, NEVER, 10);
        database().execute("ALTER TABLE api_key_use RENAME TO hidden");
        uses.note("a");
        uses.write();
        assertThat(uses.pending()).containsOnlyKeys("a");
        database().execute("ALTER TABLE hidden RENAME TO api_key_use");

        uses.close();
        assertThat(stored()).hasSize(1);
    }

    private List<Long> stored() {
        return database.read(connection -> {
            List<Long> all = new ArrayList<>();
            try (var statement = connection.prepareStatement("SELECT used_at FROM api_key_use");
                    var rows = statement.executeQuery()) {
                while (rows.next()) {
                    all.add(rows.getLong(1));
                }
            }
            return all;
        });
    }
}

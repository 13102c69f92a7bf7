package io.fluxgateway.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fluxgateway.project.ProjectSettings;
import io.fluxgateway.project.ProjectStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The database cannot be read: here because its tables are away for a while. */
@SuppressWarnings("try") // a watch is opened for what it does until it is closed
abstract class DatabaseTroubleCases {
    private static final String[] TABLES = {"config_rev", "api_key", "project"};
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final ProjectSettings PRO = new ProjectSettings("pro", List.of());

    private Store store;

    /** The database under test: the same one throughout a test, and empty at its start. */
    abstract TestDatabase database();

    @BeforeEach
    void open() {
        store = database().open();
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void warmKeysGoOnWorkingAndOthersFailUntilItCanBeReadAgain() throws Exception {
        KeyFixture warm = KeyFixture.in(store, "shop", "warm");
        KeyFixture cold = KeyFixture.in(store, "shop", "cold");
        assertThat(warm.found(store)).isEqualTo(warm.key());

        takeTablesAway();

        assertThatThrownBy(() -> cold.found(store))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(StoreException.class)
                .hasMessageContaining(database().name() + " cannot be read");
        assertThatThrownBy(() -> KeyFixture.of("shop", "unknown").found(store))
                .hasCauseInstanceOf(StoreException.class);
        assertThat(warm.found(store)).isEqualTo(warm.key());

        bringTablesBack();

        assertThat(cold.found(store)).isEqualTo(cold.key());
        assertThat(warm.found(store)).isEqualTo(warm.key());
    }

    @Test
    void aRevocationDuringTheTroubleIsSeenAfterIt() throws Exception {
        KeyFixture warm = KeyFixture.in(store, "shop", "warm");
        assertThat(warm.isRevoked(store)).isFalse();

        takeTablesAway();
        database()
                .execute(
                        "UPDATE away_config_rev SET rev = rev + 1",
                        "UPDATE away_api_key SET revoked_at = 1, rev = (SELECT rev FROM away_config_rev)");
        assertThatThrownBy(() -> KeyFixture.of("shop", "unknown").found(store)).isInstanceOf(Exception.class);
        bringTablesBack();

        await().atMost(PATIENCE).until(() -> warm.isRevoked(store));
    }

    @Test
    void settingsThatCouldNotBeReadAreToldOnceTheyCan() throws Exception {
        AtomicReference<ProjectSettings> told = new AtomicReference<>();
        try (ProjectStore.Watch watch = store.projects().watch("shop", told::set)) {
            database()
                    .execute(
                            "INSERT INTO project (name, plan) VALUES ('shop', 'pro')",
                            "UPDATE config_rev SET rev = rev + 1",
                            "ALTER TABLE project RENAME TO away_project");
            assertThatThrownBy(() -> store.projects().settings("shop")).isInstanceOf(StoreException.class);
            database().execute("ALTER TABLE away_project RENAME TO project");

            await().atMost(PATIENCE).until(() -> PRO.equals(told.get()));
        }
    }

    @Test
    void aWriteThatFailsHalfWayIsTakenBackAndTheNextOneWorks() throws Exception {
        database().execute("ALTER TABLE project_cors_origin RENAME TO away_origins");
        ProjectSettings settings = new ProjectSettings("pro", List.of("https://a.example"));

        assertThatThrownBy(() -> store.projects().update("shop", settings)).isInstanceOf(StoreException.class);

        database().execute("ALTER TABLE away_origins RENAME TO project_cors_origin");
        assertThat(store.projects().settings("shop")).isEqualTo(ProjectSettings.DEFAULT);
        store.projects().update("shop", settings);
        assertThat(store.projects().settings("shop")).isEqualTo(settings);
    }

    @Test
    void aDatabaseThatIsPutBackToAnOlderStateIsFollowed() throws Exception {
        KeyFixture key = KeyFixture.in(store, "shop", "server");
        for (int i = 0; i < 5; i++) {
            KeyFixture.in(store, "shop", "other-" + i);
        }
        assertThat(key.isRevoked(store)).isFalse();

        database()
                .execute(
                        "BEGIN",
                        "UPDATE api_key SET revoked_at = 1, rev = 0 WHERE name = 'server'",
                        "UPDATE config_rev SET rev = 0",
                        "COMMIT");

        await().atMost(PATIENCE).until(() -> key.isRevoked(store));
    }

    @Test
    void aKeyThatWasSpoiledByHandStopsNoOtherRevocation() throws Exception {
        KeyFixture spoiled = KeyFixture.in(store, "shop", "spoiled");
        KeyFixture key = KeyFixture.in(store, "shop", "server");
        assertThat(spoiled.isRevoked(store)).isFalse();
        assertThat(key.isRevoked(store)).isFalse();

        database()
                .execute(
                        "BEGIN",
                        "UPDATE config_rev SET rev = rev + 1",
                        "UPDATE api_key SET name = '', rev = (SELECT rev FROM config_rev) WHERE name = 'spoiled'",
                        "UPDATE api_key SET revoked_at = 1, rev = (SELECT rev FROM config_rev) WHERE name = 'server'",
                        "COMMIT");

        await().atMost(PATIENCE).until(() -> key.isRevoked(store));
    }

    private void takeTablesAway() throws Exception {
        for (String table : TABLES) {
            database().execute("ALTER TABLE " + table + " RENAME TO away_" + table);
        }
    }

    private void bringTablesBack() throws Exception {
        for (String table : TABLES) {
            database().execute("ALTER TABLE away_" + table + " RENAME TO " + table);
        }
    }
}

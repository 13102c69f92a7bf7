package io.fluxgateway.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fluxgateway.project.ProjectSettings;
import io.fluxgateway.project.TraceSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MigrationsTest {
    private static final String ONE = "CREATE TABLE a (x INTEGER); INSERT INTO a VALUES (1);";
    private static final String TWO =
            "CREATE TABLE b (y INTEGER); -- with a comment; and\nINSERT INTO b SELECT x FROM a;";

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("flux.db");
    }

    @Test
    void anEmptyFileGetsAllScriptsInOrder() throws Exception {
        migrate(ONE, TWO);

        assertThat(RawDatabase.read(file, "SELECT y FROM b")).isEqualTo("1");
        assertThat(RawDatabase.read(file, "PRAGMA user_version")).isEqualTo("2");
    }

    @Test
    void anOlderFileGetsOnlyWhatIsMissing() throws Exception {
        migrate(ONE);
        RawDatabase.execute(file, "UPDATE a SET x = 7");
        migrate(ONE, TWO);

        assertThat(RawDatabase.read(file, "SELECT y FROM b")).isEqualTo("7");
    }

    @Test
    void aFileOfThisVersionIsLeftAlone() throws Exception {
        migrate(ONE);
        migrate(ONE);

        assertThat(RawDatabase.read(file, "SELECT count(*) FROM a")).isEqualTo("1");
    }

    @Test
    void aScriptThatFailsLeavesTheFileAsItWas() throws Exception {
        migrate(ONE);

        assertThatThrownBy(() -> migrate(ONE, TWO, "CREATE TABLE c (z INTEGER); INSERT INTO nowhere VALUES (1);"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("nowhere");

        assertThat(RawDatabase.read(file, "PRAGMA user_version")).isEqualTo("1");
        assertThat(RawDatabase.read(file, "SELECT group_concat(name) FROM sqlite_schema"))
                .isEqualTo("a");
    }

    @Test
    void aFileOfANewerVersionIsRefusedNamingBothVersions() throws Exception {
        migrate(ONE, TWO);

        assertThatThrownBy(() -> migrate(ONE))
                .isInstanceOf(StoreException.class)
                .hasMessage(file + " has schema version 2, and this Flux Gateway knows version 1 at most;"
                        + " use the newer Flux Gateway that wrote it");
    }

    @Test
    void theDatabaseOfAnotherProgramIsRefusedAndNotTouched() throws Exception {
        RawDatabase.execute(file, "CREATE TABLE theirs (x INTEGER)", "PRAGMA user_version = 1");

        assertThatThrownBy(() -> migrate(ONE, TWO))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(file + " is the database of another program");
        assertThat(RawDatabase.read(file, "SELECT group_concat(name) FROM sqlite_schema"))
                .isEqualTo("theirs");
    }

    @Test
    void eachScriptThatIsShippedIsNumberedAndRuns() throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            Migrations.shipped().run(connection, file);
            assertThat(Revision.read(connection)).isEqualTo(1);
            assertThat(Revision.next(connection)).isEqualTo(2);
        }
    }

    @Test
    void whatTheVersionBeforeStoredIsStillThereAndTheSame() throws Exception {
        KeyFixture working = KeyFixture.of("shop", "server");
        KeyFixture revoked = KeyFixture.of("shop", "server");
        Path state = Files.createDirectory(folder.resolve("state"));
        Path old = state.resolve("flux.db");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + old)) {
            new Migrations(List.of(script("0001-keys-and-settings.sql"), script("0002-trace-settings.sql")))
                    .run(connection, old);
            insert(connection, revoked, 2_000L);
            insert(connection, working, null);
        }
        RawDatabase.execute(
                old,
                "UPDATE config_rev SET rev = 7",
                "INSERT INTO project (name, plan, trace_sampling, trace_queries) VALUES ('shop', 'pro', 0.5, 1)",
                "INSERT INTO project_cors_origin VALUES ('shop', 0, 'https://b.example'), ('shop', 1, '*')");

        try (SqliteStore store = SqliteStore.open(state)) {
            assertThat(store.keys().list("shop")).containsExactly(working.key());
            assertThat(working.found(store)).isEqualTo(working.key());
            assertThat(revoked.found(store)).isEqualTo(revoked.key().revoked(Instant.ofEpochMilli(2_000)));
            assertThat(store.keys().lastUsed("shop")).isEmpty();
            assertThat(store.projects().settings("shop"))
                    .isEqualTo(new ProjectSettings(
                            "pro", List.of("https://b.example", "*"), new TraceSettings(0.5, true)));
            KeyFixture next = KeyFixture.of("shop", "server");
            assertThat(store.keys()
                            .replace(
                                    working.key().id(),
                                    next.key(),
                                    next.digest(),
                                    Instant.parse("2999-01-01T00:00:00Z")))
                    .isTrue();
            assertThat(store.keys().list("shop")).hasSize(2);
        }
        assertThat(RawDatabase.read(old, "SELECT rev FROM config_rev")).isEqualTo("8");
    }

    private static void insert(Connection connection, KeyFixture key, @Nullable Long revokedAt) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "INSERT INTO api_key (id, project, name, preview, created_at, revoked_at, rev, digest)"
                        + " VALUES (?, ?, ?, ?, ?, ?, 1, ?)")) {
            statement.setString(1, key.key().id());
            statement.setString(2, key.key().project());
            statement.setString(3, key.key().name());
            statement.setString(4, key.key().preview());
            statement.setLong(5, key.key().createdAt().toEpochMilli());
            statement.setObject(6, revokedAt);
            statement.setBytes(7, key.digest().toBytes());
            statement.executeUpdate();
        }
    }

    private static String script(String name) throws IOException {
        try (InputStream in = Migrations.class.getResourceAsStream("sqlite/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private void migrate(String... scripts) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            new Migrations(List.of(scripts)).run(connection, file);
        }
    }
}

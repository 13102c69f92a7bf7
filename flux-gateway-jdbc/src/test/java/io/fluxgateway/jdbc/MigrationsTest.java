package io.fluxgateway.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
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

    private void migrate(String... scripts) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            new Migrations(List.of(scripts)).run(connection, file);
        }
    }
}

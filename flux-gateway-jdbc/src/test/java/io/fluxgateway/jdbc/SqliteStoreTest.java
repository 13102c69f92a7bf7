package io.fluxgateway.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fluxgateway.project.ProjectSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqliteStoreTest {
    @TempDir
    Path parent;

    @Test
    void makesTheFolderAndTheFileForTheirOwnerOnly() throws Exception {
        Path folder = parent.resolve("project/.flux");
        try (SqliteStore store = SqliteStore.open(folder)) {
            KeyFixture.in(store, "shop", "server");

            assertThat(store.file()).isEqualTo(folder.resolve("flux.db"));
            assertThat(permissions(folder)).isEqualTo("rwx------");
            try (Stream<Path> files = Files.list(folder)) {
                assertThat(files.filter(Files::isRegularFile))
                        .hasSizeGreaterThanOrEqualTo(3)
                        .allSatisfy(file -> assertThat(permissions(file)).isEqualTo("rw-------"));
            }
        }
    }

    @Test
    void leavesNothingBehindButTheDatabase() throws Exception {
        Path folder = parent.resolve("state");
        SqliteStore.open(folder).close();

        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.filter(Files::isRegularFile)).containsExactly(folder.resolve("flux.db"));
        }
        assertThat(System.getProperty("org.sqlite.tmpdir"))
                .as("the driver's setting, which belongs to the host")
                .isNull();
    }

    @Test
    void aFolderLacksAQueueUntilOneIsOpenedAndAskingMakesNothing() throws Exception {
        Path folder = parent.resolve("state");
        assertThat(SqliteStore.lacksQueue(folder)).isTrue();
        assertThat(folder).doesNotExist();

        try (SqliteStore store = SqliteStore.open(folder)) {
            assertThat(SqliteStore.lacksQueue(folder)).isTrue();
            store.queue("shop").close();
            assertThat(SqliteStore.lacksQueue(folder)).isFalse();
        }

        Path file = Files.createFile(parent.resolve("file"));
        assertThat(SqliteStore.lacksQueue(file)).as("cannot be told").isFalse();
    }

    @Test
    void keepsAWriteAheadLogThatIsOnDiskAtEachCommit() throws Exception {
        try (SqliteStore store = SqliteStore.open(parent)) {
            assertThat(RawDatabase.read(store.file(), "PRAGMA journal_mode")).isEqualTo("wal");
        }
        SqliteDatabase database = new SqliteDatabase(parent.resolve("flux.db"), SqliteStore.at(parent));
        String synchronous = database.read(connection -> {
            try (var statement = connection.createStatement();
                    var row = statement.executeQuery("PRAGMA synchronous")) {
                return row.next() ? row.getString(1) : "";
            }
        });
        database.close();
        assertThat(synchronous).as("FULL").isEqualTo("2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"with space", "a?b=c&d", "100%25", "a#b", "\u00fcml\u00e4ut", "it's", "file:x"})
    void takesAFolderOfAnyName(String name) throws Exception {
        Path folder = parent.resolve(name);
        KeyFixture key;
        try (SqliteStore store = SqliteStore.open(folder)) {
            key = KeyFixture.in(store, "shop", "server");
        }
        try (SqliteStore store = SqliteStore.open(folder)) {
            assertThat(key.found(store)).isEqualTo(key.key());
            assertThat(folder.resolve("flux.db")).isNotEmptyFile();
        }
        try (Stream<Path> children = Files.list(parent)) {
            assertThat(children).containsExactly(folder);
        }
    }

    @Test
    void manyWhoOpenANewFolderAtOnceAllSucceed() throws Exception {
        int openers = 12;
        ExecutorService threads = Executors.newFixedThreadPool(openers);
        try {
            for (int round = 0; round < 5; round++) {
                Path folder = parent.resolve("round-" + round);
                CountDownLatch start = new CountDownLatch(1);
                List<Future<?>> results = new ArrayList<>();
                for (int i = 0; i < openers; i++) {
                    String name = "key-" + i;
                    results.add(threads.submit(() -> {
                        start.await();
                        try (Store store = new SqliteFile(folder).open()) {
                            return KeyFixture.in(store, "shop", name);
                        }
                    }));
                }
                start.countDown();
                for (Future<?> result : results) {
                    result.get(180, TimeUnit.SECONDS);
                }
                try (SqliteStore store = SqliteStore.open(folder)) {
                    assertThat(store.keys().list("shop")).hasSize(openers);
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aFolderThatIsAFileIsRefusedInOneLine() throws Exception {
        Path file = Files.writeString(parent.resolve("state"), "not a folder");

        assertRefused(file, file + ": it is not a directory");
    }

    @Test
    void aFolderBelowAFileIsRefusedInOneLine() throws Exception {
        Path file = Files.writeString(parent.resolve("plain"), "not a folder");

        assertRefused(file.resolve("state"), file + "/state", "name another one");
    }

    @Test
    void aFolderThatCannotBeMadeIsRefusedInOneLine() {
        assertRefused(Path.of("/proc/self/flux-state"), "/proc/self/flux-state", "you may write to");
    }

    @Test
    void aDatabaseThatIsAFolderIsRefusedInOneLine() throws Exception {
        Files.createDirectories(parent.resolve("flux.db"));

        assertRefused(parent, parent.toString(), "flux.db in it is a directory");
    }

    @Test
    void aFileThatIsNoDatabaseIsRefusedInOneLineAndNotTouched() throws Exception {
        String text = "These are my notes, and not a database at all.\n".repeat(100);
        Path file = Files.writeString(parent.resolve("flux.db"), text);

        assertRefused(parent, file + " cannot be opened: it is not an SQLite database; move it away");
        assertThat(file).hasContent(text);
    }

    @Test
    void aDamagedDatabaseIsRefusedInOneLine() throws Exception {
        try (SqliteStore store = SqliteStore.open(parent)) {
            KeyFixture.in(store, "shop", "server");
        }
        Path file = parent.resolve("flux.db");
        byte[] bytes = Files.readAllBytes(file);
        byte[] noise = "damage".repeat(1_000).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(noise, 0, bytes, 100, 4_000);
        Files.write(file, bytes);

        assertRefused(parent, file + " cannot be opened: it is damaged; restore it from a backup");
    }

    @Test
    void aFileOfANewerVersionIsRefusedInOneLine() throws Exception {
        SqliteStore.open(parent).close();
        Path file = parent.resolve("flux.db");
        RawDatabase.execute(file, "PRAGMA user_version = 99");

        assertRefused(parent, file + " has schema version 99, and this Flux Gateway knows version 6 at most");
    }

    @Test
    void theDatabaseOfAnotherProgramIsRefusedAndNotTouched() throws Exception {
        Path file = parent.resolve("flux.db");
        RawDatabase.execute(file, "CREATE TABLE theirs (x INTEGER)");
        byte[] before = Files.readAllBytes(file);

        assertRefused(parent, file + " is the database of another program; move it away");
        assertThat(file).hasBinaryContent(before);
    }

    @Test
    void aDatabaseThatStaysLockedIsReportedInOneLine() throws Exception {
        try (SqliteStore holder = SqliteStore.open(parent);
                SqliteStore store = SqliteStore.at(parent)
                        .busyTimeout(Duration.ofMillis(50))
                        .open();
                var lock = DriverManager.getConnection("jdbc:sqlite:" + holder.file());
                var statement = lock.createStatement()) {
            KeyFixture key = KeyFixture.in(holder, "shop", "server");
            statement.execute("BEGIN IMMEDIATE");

            assertThatThrownBy(() -> store.keys().revoke("shop", "server"))
                    .isInstanceOf(StoreException.class)
                    .hasMessage(store.file() + " cannot be written: another process keeps it locked;"
                            + " try again, or end that process");
            assertThat(key.found(store)).as("reads go on").isEqualTo(key.key());
            statement.execute("ROLLBACK");
            assertThat(store.keys().revoke("shop", "server")).isTrue();
        }
    }

    @Test
    void aClosedStoreSaysSo() throws Exception {
        SqliteStore store = SqliteStore.open(parent);
        KeyFixture cold = KeyFixture.in(store, "shop", "server");
        store.close();
        store.close();

        assertThatThrownBy(() -> store.keys().list("shop"))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(() -> store.keys().revoke("shop", "server")).hasMessageContaining("closed");
        assertThatThrownBy(() -> store.projects().update("shop", new ProjectSettings("pro", List.of())))
                .hasMessageContaining("closed");
        assertThatThrownBy(() -> cold.found(store)).hasMessageContaining("closed");
    }

    @Test
    void closingEndsItsThreads() throws Exception {
        SqliteStore store = SqliteStore.open(parent);
        KeyFixture.in(store, "shop", "server").found(store);
        store.close();

        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().equals("flux-store-watch") && thread.isAlive());
    }

    private static void assertRefused(Path folder, String... parts) {
        assertThatThrownBy(() -> SqliteStore.open(folder))
                .isInstanceOf(StoreException.class)
                .hasMessageContainingAll(parts)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    }

    private static String permissions(Path path) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

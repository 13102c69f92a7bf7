package io.fluxgateway.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxgateway.auth.ApiKey;
import io.fluxgateway.project.ProjectSettings;
import io.fluxgateway.project.ProjectStore;
import io.fluxgateway.testkit.Promptly;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What must hold between processes, with real ones. */
@SuppressWarnings("try") // a watch is opened for what it does until it is closed
class OtherProcessTest {
    private static final Duration A_SECOND = Duration.ofSeconds(1);

    @TempDir
    Path folder;

    @Test
    void aKeyThatAnotherProcessRevokesIsRefusedWithinASecond() throws Exception {
        try (SqliteStore server = SqliteStore.open(folder)) {
            Promptly.followed(A_SECOND, round -> {
                KeyFixture key = KeyFixture.in(server, "shop", "server");
                assertThat(key.isRevoked(server)).isFalse();
                try (OtherProcess cli = OtherProcess.start(folder, "revoke", "server")) {
                    assertThat(cli.result()).endsWith("done\nexit 0");
                }
                return () -> key.isRevoked(server);
            });
        }
    }

    @Test
    void settingsThatAnotherProcessChangesAreToldWithinASecond() throws Exception {
        AtomicReference<ProjectSettings> told = new AtomicReference<>();
        try (SqliteStore server = SqliteStore.open(folder);
                ProjectStore.Watch watch = server.projects().watch("shop", told::set)) {
            Promptly.followed(A_SECOND, round -> {
                ProjectSettings settings = new ProjectSettings("plan-" + round, List.of());
                try (OtherProcess cli = OtherProcess.start(folder, "plan", settings.plan())) {
                    assertThat(cli.result()).endsWith("done\nexit 0");
                }
                return () -> settings.equals(told.get());
            });
        }
    }

    @Test
    void processesThatOpenANewFolderAtOnceAllSucceed() throws Exception {
        List<OtherProcess> processes = new ArrayList<>();
        try {
            for (int i = 0; i < 6; i++) {
                processes.add(OtherProcess.start(folder, "add", "key-" + i));
            }
            assertThat(processes)
                    .allSatisfy(process -> assertThat(process.result()).endsWith("done\nexit 0"));
        } finally {
            processes.forEach(OtherProcess::close);
        }
        try (SqliteStore store = SqliteStore.open(folder)) {
            assertThat(store.keys().list("shop"))
                    .extracting(ApiKey::name)
                    .containsExactlyInAnyOrder("key-0", "key-1", "key-2", "key-3", "key-4", "key-5");
        }
    }

    @Test
    void whatAProcessStoredBeforeItWasKilledIsThere() throws Exception {
        try (OtherProcess killed = OtherProcess.start(folder, "die", "last-words")) {
            assertThat(killed.result()).endsWith("exit 9");
        }
        try (SqliteStore store = SqliteStore.open(folder)) {
            assertThat(store.keys().list("shop")).extracting(ApiKey::name).containsExactly("last-words");
        }
        assertThat(folder.resolve("tmp")).isEmptyDirectory();
    }

    @Test
    void aTemporaryFolderThatCannotBeUsedIsNamed() throws Exception {
        Path file = Files.createFile(folder.resolve("tmp"));

        try (OtherProcess process = OtherProcess.start(folder, "add", "key")) {
            assertThat(process.result())
                    .contains("cannot use the state folder " + file + ": it is not a directory")
                    .endsWith("exit 1");
        }
    }

    @Test
    void aLibraryLeftBehindLongAgoIsRemovedAndAFreshOneIsNot() throws Exception {
        Path old = Files.createDirectories(folder.resolve("tmp/sqlite-old"));
        Path lib = Files.createFile(old.resolve("libsqlitejdbc.so"));
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minusSeconds(3_600)));
        Path fresh = Files.createDirectories(folder.resolve("tmp/sqlite-fresh"));
        Path notOurs = Files.createDirectories(folder.resolve("tmp/notes"));
        Files.setLastModifiedTime(notOurs, FileTime.from(Instant.now().minusSeconds(3_600)));

        try (OtherProcess process = OtherProcess.start(folder, "add", "key")) {
            assertThat(process.result()).endsWith("done\nexit 0");
        }

        assertThat(lib).doesNotExist();
        assertThat(folder.resolve("tmp")).isDirectoryNotContaining(path -> path.equals(old));
        assertThat(fresh).isDirectory();
        assertThat(notOurs).isDirectory();
    }
}

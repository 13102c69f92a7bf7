package io.fluxgateway.deno;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DenoFinderTest {
    private final List<String> progress = new ArrayList<>();

    @TempDir
    Path folder;

    @Test
    void theOneThatIsNamedIsUsed() throws Exception {
        Path deno = Fixture.deno();

        assertThat(finder(Map.of()).find(folder, deno)).isEqualTo(deno);
        assertThat(finder(Map.of("FLUX_DENO", deno.toString())).find(folder, null))
                .isEqualTo(deno);
    }

    @Test
    void oneThatIsNamedAndDoesNotWorkIsRefusedAndNotReplaced() {
        assertThatExceptionOfType(DenoNotFoundException.class)
                .isThrownBy(() -> finder(Map.of()).find(folder, folder.resolve("nowhere")))
                .withMessage("--deno " + folder.resolve("nowhere") + ": no such file");
        assertThatExceptionOfType(DenoNotFoundException.class)
                .isThrownBy(() -> finder(Map.of("FLUX_DENO", "/nowhere/deno")).find(folder, null))
                .withMessage("FLUX_DENO=/nowhere/deno: no such file");
    }

    @Test
    void aProgramThatIsNotDenoIsRefusedWithWhatItSaid() throws IOException {
        Path other = script(folder.resolve("deno"), "echo I am a teapot");

        assertThatExceptionOfType(DenoNotFoundException.class)
                .isThrownBy(() -> finder(Map.of()).find(folder, other))
                .withMessageContaining("is not Deno: it said \"I am a teapot\"");
    }

    @Test
    void anOldDenoIsRefused() throws IOException {
        Path old = script(folder.resolve("deno"), "echo 'deno=1.46.3 at=/usr/bin/deno'");

        assertThatExceptionOfType(DenoNotFoundException.class)
                .isThrownBy(() -> finder(Map.of()).find(folder, old))
                .withMessageContaining("is Deno 1.46.3 (expected: 2 or newer)");
    }

    @Test
    void nodeModulesOfAFolderAboveTheProjectComesBeforeThePath() throws Exception {
        Path bin = Files.createDirectories(folder.resolve("node_modules/.bin"));
        Path path = Files.createDirectories(folder.resolve("path"));
        script(bin.resolve("deno"), "echo 'deno=2.1.0 at=/in/node_modules'");
        script(path.resolve("deno"), "echo 'deno=2.1.0 at=/on/path'");
        Path project = Files.createDirectories(folder.resolve("a/b"));

        assertThat(finder(Map.of("PATH", path.toString())).find(project, null)).isEqualTo(Path.of("/in/node_modules"));
    }

    @Test
    void thePathComesBeforeNpm() throws Exception {
        Path path = Files.createDirectories(folder.resolve("path"));
        script(path.resolve("deno"), "echo 'deno=2.1.0 at=/on/path'");

        assertThat(finder(Map.of("PATH", "/nowhere:" + path)).find(folder, null))
                .isEqualTo(Path.of("/on/path"));
    }

    @Test
    void npmInstallsOneOnceAndSaysSo() throws Exception {
        Map<String, String> environment = Map.of(
                "PATH", System.getenv("PATH"), "HOME", System.getenv("HOME"), "XDG_CACHE_HOME", folder.toString());
        DenoInstaller installer = new DenoInstaller(environment, progress::add);

        Path first = installer.install();
        Path second = installer.install();

        assertThat(first).isEqualTo(second).exists();
        assertThat(progress)
                .singleElement()
                .asString()
                .startsWith("installing Deno 2.")
                .contains("npm");
        assertThat(new DenoFinder(Map.of("FLUX_DENO", first.toString()), installer).find(folder, null))
                .exists();
        try (var entries = Files.list(folder.resolve("flux-gateway"))) {
            assertThat(entries.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder(".install.lock", "deno-" + DenoInstaller.version());
        }
    }

    @Test
    void withoutAnyOfThemTheErrorNamesAllFourWays() {
        Map<String, String> environment = Map.of("PATH", folder.toString(), "XDG_CACHE_HOME", folder.toString());

        assertThatExceptionOfType(DenoNotFoundException.class)
                .isThrownBy(() -> finder(environment).find(folder, null))
                .withMessageContaining("--deno")
                .withMessageContaining("FLUX_DENO")
                .withMessageContaining("node_modules/.bin/deno")
                .withMessageContaining("PATH: no deno on it")
                .withMessageContaining("npm: ")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    }

    private DenoFinder finder(Map<String, String> environment) {
        return new DenoFinder(environment, new DenoInstaller(environment, progress::add));
    }

    private static Path script(Path file, String line) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + line + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}

package io.fluxgateway.function;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A function's version changes with what it runs from, and with nothing else. */
class FunctionVersionsTest {
    private static final String MANIFEST = "{\"name\": \"a\", \"permissions\": {\"write\": [\"functions/a/out\"]}}";

    @TempDir
    Path folder;

    private ProjectFolder project = new ProjectFolder(Path.of(""));

    @BeforeEach
    void twoFunctions() throws Exception {
        project = new ProjectFolder(folder.toRealPath())
                .withFunction("a", MANIFEST)
                .withFunction("b", "{\"name\": \"b\"}")
                .with("functions/_shared/tool.ts", "1");
    }

    @Test
    void theVersionOfWhatDidNotChangeStays() throws Exception {
        assertThat(version(0)).isEqualTo(version(0)).hasSize(64).isNotEqualTo(version(1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "functions/a/index.ts",
                "functions/a/lib/deep/other.ts",
                "functions/a/new.txt",
                "functions/_shared/tool.ts",
                "functions/_other/new.ts",
                "functions/beside.ts",
                "deno.json",
                "deno.jsonc",
                "import_map.json",
                "deno.lock",
                "package.json"
            })
    void whatItMayImportCounts(String file) throws Exception {
        String before = version(0);
        project.with(file, "changed");
        assertThat(version(0)).isNotEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "functions/b/index.ts",
                "functions/a/node_modules/x/index.js",
                "functions/a/.git/HEAD",
                "functions/a/.hidden",
                "functions/a/out/log.txt",
                "README.md",
                "data/db"
            })
    void whatItCannotImportDoesNotCount(String file) throws Exception {
        String before = version(0);
        project.with(file, "changed");
        assertThat(version(0)).isEqualTo(before);
    }

    @Test
    void theManifestCounts() throws Exception {
        String before = version(0);
        project.withFunction("a", MANIFEST.replace("}}", "}, \"timeout\": \"1s\"}"));
        assertThat(version(0)).isNotEqualTo(before);
    }

    @Test
    void aFileThatMovesCounts() throws Exception {
        project.with("functions/a/x.ts", "same");
        String before = version(0);
        Files.move(folder.resolve("functions/a/x.ts"), folder.resolve("functions/a/y.ts"));
        assertThat(version(0)).isNotEqualTo(before);
    }

    @Test
    void aLargeFileCountsWithItsSizeAndTime() throws Exception {
        Path large = folder.resolve("functions/a/large.bin");
        Files.write(large, new byte[TreeHash.MAX_FILE_BYTES + 1]);
        FileTime time = FileTime.fromMillis(1_000_000);
        Files.setLastModifiedTime(large, time);
        String before = version(0);

        byte[] other = new byte[TreeHash.MAX_FILE_BYTES + 1];
        other[0] = 1;
        Files.write(large, other);
        Files.setLastModifiedTime(large, time);
        assertThat(version(0)).as("its bytes are not read").isEqualTo(before);
        Files.setLastModifiedTime(large, FileTime.fromMillis(2_000_000));
        assertThat(version(0)).isNotEqualTo(before);
    }

    @Test
    void aCircleOfLinksIsNoTrap() throws Exception {
        Files.createSymbolicLink(folder.resolve("functions/a/self"), folder.resolve("functions/a"));
        Files.createSymbolicLink(folder.resolve("functions/a/nowhere"), folder.resolve("gone"));
        assertThat(version(0)).isEqualTo(version(0));
    }

    @Test
    void aLinkInsideTheProjectIsFollowed() throws Exception {
        project.with("lib/tool.ts", "1");
        Files.createSymbolicLink(folder.resolve("functions/a/lib"), folder.resolve("lib"));
        String before = version(0);
        project.with("lib/tool.ts", "2");
        assertThat(version(0)).isNotEqualTo(before);
    }

    @Test
    void foldersNestedTooDeeplyAreAProblem() throws Exception {
        project.with("functions/a/" + "d/".repeat(TreeHash.MAX_DEPTH) + "x.ts", "");
        assertThat(project.problems())
                .containsExactly(
                        "functions/a/flux.json: folders nested too deeply to watch for changes (expected at most"
                                + " 32)");
    }

    @Test
    void tooManyFilesAreAProblemButNotWhereTheFunctionWrites() throws Exception {
        project.with("functions/a/out/0", "");
        for (int i = 1; i <= TreeHash.MAX_FILES; i++) {
            Files.createFile(folder.resolve("functions/a/out/" + i));
        }
        assertThat(project.problems()).isEmpty();
        Files.move(folder.resolve("functions/a/out"), folder.resolve("functions/a/data"));
        assertThat(project.problems())
                .containsExactly("functions/a/flux.json: too many files to watch for changes (expected at most 10000"
                        + " beside node_modules and hidden ones; keep data in a path of permissions.write)");
    }

    private String version(int index) throws ManifestException {
        return project.read().get(index).version();
    }
}

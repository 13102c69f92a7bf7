package io.fluxgateway.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fluxgateway.function.ManifestException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundlerTest {
    @TempDir
    Path parent;

    private Path project;

    @BeforeEach
    void makeProject() throws Exception {
        project = Files.createDirectory(parent.resolve("shop"));
        function("a", "");
    }

    private void function(String name, String fields) throws IOException {
        write("functions/" + name + "/flux.json", "{\"name\": \"" + name + "\"" + fields + "}");
        write("functions/" + name + "/index.ts", "export default () => \"" + name + "\";");
    }

    private Path write(String path, String text) throws IOException {
        Path file = project.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private Bundle bundle(String function) throws ManifestException {
        Bundle bundle = Bundler.bundle(project).bundles().get(function);
        assertThat(bundle).isNotNull();
        return bundle;
    }

    @Test
    void aFunctionHasItsOwnFilesAndWhatAnyFunctionMayImport() throws Exception {
        function("b", "");
        write("functions/a/lib/deep.ts", "");
        write("functions/_shared/money.ts", "");
        write("functions/helper.ts", "");
        write("deno.json", "{}");
        write("notes.txt", "not deployed");
        write("functions/a/.env", "SECRET=1");
        write("functions/a/node_modules/x/index.js", "");

        assertThat(bundle("a").files())
                .extracting(BundleFile::path)
                .containsExactly(
                        "deno.json",
                        "functions/_shared/money.ts",
                        "functions/a/flux.json",
                        "functions/a/index.ts",
                        "functions/a/lib/deep.ts",
                        "functions/helper.ts");
    }

    @Test
    void aChangeOfOneFunctionLeavesTheOthersAsTheyWere() throws Exception {
        function("b", "");
        Bundle a = bundle("a");
        Bundle b = bundle("b");

        write("functions/a/index.ts", "export default () => 2;");

        assertThat(bundle("a").digest()).isNotEqualTo(a.digest());
        assertThat(bundle("b")).isEqualTo(b);
    }

    @Test
    void whatItMayReadIsDeployedAndWhatAnyFunctionWritesIsNot() throws Exception {
        function("reads", ", \"permissions\": {\"read\": [\"templates\", \"data\"]}");
        function("writes", ", \"permissions\": {\"write\": [\"data/orders\"], \"read\": [\"data/orders\"]}");
        write("templates/mail.html", "hello");
        write("data/orders/1.json", "{}");
        write("data/prices.json", "{}");

        Bundle reads = bundle("reads");
        assertThat(reads.files())
                .extracting(BundleFile::path)
                .contains("templates/mail.html", "data/prices.json")
                .doesNotContain("data/orders/1.json");
        assertThat(reads.data()).containsExactly("data/orders");
        assertThat(bundle("writes").data()).containsExactly("data/orders");
        assertThat(bundle("a").data()).isEmpty();
    }

    @Test
    void aLinkInsideTheProjectBecomesWhatItLeadsTo() throws Exception {
        Path text = write("texts/hello.txt", "hello");
        Files.createSymbolicLink(project.resolve("functions/a/hello.txt"), text);
        Files.createSymbolicLink(project.resolve("functions/a/circle"), project.resolve("functions/a"));

        assertThat(bundle("a").files()).extracting(BundleFile::path).contains("functions/a/hello.txt");
        assertThat(Bundler.bundle(project).content(Bundle.sha256("hello".getBytes(StandardCharsets.UTF_8))))
                .isEqualTo("hello".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aLinkThatLeadsOutOfTheProjectIsRefused() throws Exception {
        Path secret = Files.writeString(parent.resolve("secret.txt"), "secret");
        Files.createSymbolicLink(project.resolve("functions/a/secret.txt"), secret);
        Files.createSymbolicLink(project.resolve("functions/a/nowhere"), project.resolve("gone"));
        Files.createSymbolicLink(project.resolve("functions/a/etc"), Path.of("/etc"));

        assertThatThrownBy(() -> Bundler.bundle(project))
                .isInstanceOf(ManifestException.class)
                .hasMessageContaining("functions/a/secret.txt: a symbolic link that leads out of the project")
                .hasMessageContaining("functions/a/etc: a symbolic link that leads out of the project")
                .hasMessageContaining("functions/a/nowhere: a symbolic link that leads nowhere");
    }

    @Test
    void aFolderThatIsTooLargeIsRefusedWithoutBeingRead() throws Exception {
        try (RandomAccessFile large =
                new RandomAccessFile(write("functions/a/video.bin", "").toFile(), "rw")) {
            large.setLength(200L << 20);
        }

        assertThatThrownBy(() -> Bundler.bundle(project))
                .isInstanceOf(ManifestException.class)
                .hasMessageContaining("functions/a/flux.json")
                .hasMessageContaining("video.bin")
                .hasMessageContaining("200.0 MB")
                .hasMessageContaining("at most 50 MB");
    }

    @Test
    void aRuntimeThatServersDoNotHaveIsRefused() throws Exception {
        write("functions/j/flux.json", "{\n\"name\": \"j\", \"runtime\": \"java\"}");

        assertThatThrownBy(() -> Bundler.bundle(project))
                .isInstanceOf(ManifestException.class)
                .hasMessageContaining("functions/j/flux.json:2")
                .hasMessageContaining("\"java\"")
                .hasMessageContaining("deno, http");
    }

    @Test
    void allMistakesAreToldAtOnce() throws Exception {
        write("functions/b/flux.json", "{\"name\": \"b\", \"method\": \"POTS\"}");
        write("functions/c/flux.json", "{\"name\": \"c\", \"entry\": \"../a/index.ts\"}");

        assertThatThrownBy(() -> Bundler.bundle(project))
                .isInstanceOf(ManifestException.class)
                .hasMessageContaining("POTS")
                .hasMessageContaining("../a/index.ts");
    }

    @Test
    void aFileThatChangesWhileItIsDeployedIsNoticed() throws Exception {
        ProjectBundle bundle = Bundler.bundle(project);
        String sha256 = Bundle.sha256("export default () => \"a\";".getBytes(StandardCharsets.UTF_8));
        write("functions/a/index.ts", "export default () => 3;");

        assertThatThrownBy(() -> bundle.content(sha256))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("index.ts changed while it was deployed");
    }
}

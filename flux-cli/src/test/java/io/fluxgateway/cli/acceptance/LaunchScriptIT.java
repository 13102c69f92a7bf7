package io.fluxgateway.cli.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launch script and the runnable jar, after they were packaged. */
final class LaunchScriptIT {
    private static final Path SCRIPT = Path.of("..", "flux").toAbsolutePath().normalize();

    @TempDir
    Path folder;

    @Test
    void itRunsTheJarFromAnyFolder() throws Exception {
        Result version = run(folder, Map.of(), SCRIPT.toString(), "--version");

        assertThat(version.code()).as(version.err()).isZero();
        assertThat(version.out()).startsWith("flux 0.");
        assertThat(version.err()).isEmpty();
    }

    @Test
    void itRunsThroughALink() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("flux"), SCRIPT);

        assertThat(run(folder, Map.of(), link.toString(), "--version").out()).startsWith("flux 0.");
    }

    @Test
    void standardOutputIsTheKeyAndNothingElse() throws Exception {
        Path shop = ShopAcceptanceTest.copy(SCRIPT.resolveSibling("samples/shop"), folder.resolve("shop"));

        Result create = run(
                folder,
                Map.of(),
                SCRIPT.toString(),
                "api-keys",
                "create",
                "--name",
                "production-server",
                "--dir",
                shop.toString());
        Result list = run(shop.resolve("functions"), Map.of(), SCRIPT.toString(), "api-keys", "list");

        assertThat(create.out()).matches("flx_live_[0-9A-Za-z]{36}\n");
        assertThat(create.err()).isEmpty();
        assertThat(list.out())
                .isEqualTo("  production-server   " + create.out().substring(0, 13) + "...   created just now\n");
        assertThat(list.err()).isEmpty();
    }

    @Test
    void optionsForTheJvmArePassedOn() throws Exception {
        Result version = run(folder, Map.of("FLUX_JAVA_OPTS", "-Xmx64m -showversion"), SCRIPT.toString(), "--version");

        assertThat(version.code()).isZero();
        assertThat(version.out() + version.err()).contains("Runtime Environment");
    }

    @Test
    void aJavaThatIsNotThereIsOneClearLine() throws Exception {
        Result version = run(folder, Map.of("JAVA_HOME", folder.toString()), SCRIPT.toString(), "--version");

        assertThat(version.code()).isEqualTo(1);
        assertThat(version.err().lines()).singleElement().asString().startsWith("flux: JAVA_HOME is " + folder);
    }

    private Result run(Path directory, Map<String, String> environment, String... command) throws Exception {
        Path out = Files.createTempFile(folder, "out", ".txt");
        Path err = Files.createTempFile(folder, "err", ".txt");
        ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(List.of(command)))
                .directory(directory.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("FLUX_SKIP_BUILD", "1");
        builder.environment().putAll(environment);
        Process process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Result(process.exitValue(), text(out), text(err));
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8);
    }

    private record Result(int code, String out, String err) {}
}

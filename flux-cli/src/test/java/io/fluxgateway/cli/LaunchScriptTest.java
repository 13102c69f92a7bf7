package io.fluxgateway.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fluxgateway.cli.dev.Projects;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The {@code flux} script in a source tree of its own, with a Java and a Maven that only say what they were asked for. */
class LaunchScriptTest {
    private static final String MAVEN = """
            #!/bin/sh
            echo "$PWD: $*" >>"$LOG"
            printf '\\033[0m'
            [ ! -e "$FAIL" ] || { echo "[ERROR] no such thing"; exit 1; }
            sleep "${SLOW:-0}"
            echo "$*" >flux-cli/target/flux.jar
            """;

    private static final String PREPARING_JAVA = """
            #!/bin/sh
            case "$*" in
              *Preparation*)
                for folder; do :; done
                echo "$folder" >>"$LOG.prepared"
                mkdir "$folder/library"
                echo >"$folder/classes"
                ;;
              *) echo "java $*" ;;
            esac
            """;

    @TempDir
    Path temporary;

    private Path root;
    private Path javaHome;
    private Path bin;
    private Path log;

    @BeforeEach
    void plantTree() throws IOException {
        root = temporary.toRealPath().resolve("tree with space");
        javaHome = temporary.resolve("jdk");
        bin = temporary.resolve("bin");
        log = temporary.resolve("log");
        Projects.write(log, "");
        Projects.write(root.resolve("pom.xml"), "<project/>");
        Projects.write(root.resolve("flux-cli/pom.xml"), "<project/>");
        Projects.write(root.resolve("flux-cli/src/main/java/A.java"), "class A {}");
        Projects.write(root.resolve("flux-cli/src/main/java/B.java"), "class B {}");
        Files.copy(Path.of("..", "flux"), root.resolve("flux"));
        program(javaHome.resolve("bin/java"), "#!/bin/sh\necho \"java $*\"\n");
        program(bin.resolve("mvn"), MAVEN);
        javaVersion("17.0.15");
    }

    @Test
    void it_builds_on_first_use_and_only_then() throws Exception {
        ChildProcess first = flux("dev", "a b", "--port", "1");
        ChildProcess second = flux("dev");

        assertThat(first.exitCode()).isZero();
        assertThat(first.out()).containsExactly("java -jar " + copy() + " dev a b --port 1");
        assertThat(first.err()).singleElement().asString().startsWith("flux: building");
        assertThat(second.out()).containsExactly("java -jar " + copy() + " dev");
        assertThat(second.err()).isEmpty();
        assertThat(builds())
                .singleElement()
                .asString()
                .startsWith(root + ": ")
                .contains("-Dmaven.test.skip=true", "package");
    }

    @Test
    void it_builds_again_when_a_source_is_newer_or_gone() throws Exception {
        flux("routes");
        age(jar());

        Files.writeString(root.resolve("flux-cli/src/main/java/A.java"), "class A { }");
        flux("routes");
        assertThat(builds()).hasSize(2);

        age(jar());
        age(root.resolve("flux-cli/src/main/java/A.java"));
        Files.delete(root.resolve("flux-cli/src/main/java/B.java"));
        flux("routes");
        assertThat(builds()).hasSize(3);
    }

    @Test
    void what_runs_keeps_its_jar_when_another_is_built() throws Exception {
        flux("routes");
        try (InputStream open = Files.newInputStream(copy())) {
            Files.writeString(jar(), "another build");
            Files.setLastModifiedTime(jar(), FileTime.from(Instant.now().plusSeconds(60)));
            flux("routes");

            assertThat(new String(open.readAllBytes(), UTF_8)).contains("package");
        }
        assertThat(copy()).hasContent("another build");
        assertThat(builds()).hasSize(1);
        assertThat(copy().getParent()).isDirectoryNotContaining("glob:**running.jar.*");
    }

    @Test
    void it_runs_what_was_built_last_when_told_to() throws Exception {
        flux("routes");
        age(jar());
        Files.writeString(root.resolve("pom.xml"), "<project></project>");

        ChildProcess call = flux(Map.of("FLUX_SKIP_BUILD", "1"), "routes");

        assertThat(call.exitCode()).isZero();
        assertThat(call.err()).isEmpty();
        assertThat(builds()).hasSize(1);
    }

    @Test
    void a_failed_build_is_shown_on_standard_error_and_tried_again() throws Exception {
        Path fail = temporary.resolve("fail");
        Files.createFile(fail);
        ChildProcess failed = flux(Map.of("FAIL", fail.toString()), "routes");
        Files.delete(fail);

        assertThat(failed.exitCode()).isEqualTo(1);
        assertThat(failed.out()).isEmpty();
        assertThat(failed.err()).contains("[ERROR] no such thing", "flux: the build failed, see above");
        assertThat(flux("routes").exitCode()).isZero();
    }

    @Test
    void calls_at_the_same_time_build_once() throws Exception {
        List<ChildProcess> calls = List.of(start(Map.of("SLOW", "1"), "a"), start(Map.of("SLOW", "1"), "b"));
        for (ChildProcess call : calls) {
            assertThat(call.exitCode()).isZero();
        }

        assertThat(builds()).hasSize(1);
    }

    @Test
    void it_is_found_through_symbolic_links_from_another_folder() throws Exception {
        Path link = temporary.resolve("links/flux");
        Files.createDirectories(link.getParent());
        Files.createSymbolicLink(link, Path.of("../flux-link"));
        Files.createSymbolicLink(temporary.resolve("flux-link"), root.resolve("flux"));

        ChildProcess call = ChildProcess.start(link.getParent(), environment(Map.of()), link.toString(), "--version");

        assertThat(call.exitCode()).isZero();
        assertThat(call.out()).singleElement().asString().endsWith("-jar " + copy() + " --version");
    }

    @Test
    void short_commands_start_fast_and_servers_run_fast() throws Exception {
        assertThat(flux("routes").out()).singleElement().asString().contains("-XX:TieredStopAtLevel=1");
        assertThat(flux("dev").out()).singleElement().asString().doesNotContain("-XX:");
        assertThat(flux("serve").out()).singleElement().asString().doesNotContain("-XX:");
        assertThat(flux(Map.of("FLUX_JAVA_OPTS", "-Xmx64m -Dx=y"), "dev").out())
                .singleElement()
                .asString()
                .startsWith("java -Xmx64m -Dx=y -jar ");
    }

    @Test
    void short_commands_start_from_what_was_prepared_once() throws Exception {
        program(javaHome.resolve("bin/java"), PREPARING_JAVA);
        Path prepared = root.resolve("flux-cli/target/flux-prepared");

        for (int i = 0; i < 2; i++) {
            assertThat(flux("routes").out())
                    .singleElement()
                    .asString()
                    .contains("-XX:SharedArchiveFile=" + prepared.resolve("classes"))
                    .contains("-Dorg.sqlite.lib.path=" + prepared.resolve("library"))
                    .endsWith(" -jar " + copy() + " routes");
        }
        for (String server : List.of("dev", "serve")) {
            assertThat(flux(server).out())
                    .containsExactly("java -XX:SharedArchiveFile=" + prepared.resolve("classes") + " -jar " + copy()
                            + " " + server);
        }
        assertThat(preparations()).hasSize(1);
        assertThat(prepared.getParent()).isDirectoryNotContaining("glob:**flux-prepared.*");
    }

    @Test
    void it_prepares_anew_for_another_build_and_another_java() throws Exception {
        program(javaHome.resolve("bin/java"), PREPARING_JAVA);
        flux("routes");

        Files.setLastModifiedTime(jar(), FileTime.from(Instant.now().plusSeconds(60)));
        flux("routes");
        assertThat(preparations()).hasSize(2);

        Files.setLastModifiedTime(copy(), FileTime.from(Instant.now().minusSeconds(60)));
        Files.setLastModifiedTime(jar(), FileTime.from(Instant.now().minusSeconds(60)));
        javaVersion("25.0.1");
        flux(Map.of("FLUX_SKIP_BUILD", "1"), "routes");
        flux(Map.of("FLUX_SKIP_BUILD", "1"), "routes");
        assertThat(preparations()).hasSize(3);
    }

    @Test
    void what_cannot_be_prepared_is_done_without_and_not_tried_each_time() throws Exception {
        program(javaHome.resolve("bin/java"), PREPARING_JAVA.replace("mkdir", "exit 1; mkdir"));

        for (int i = 0; i < 2; i++) {
            ChildProcess call = flux("routes");
            assertThat(call.exitCode()).isZero();
            assertThat(call.err()).noneMatch(line -> line.contains("repar"));
            assertThat(call.out()).singleElement().asString().doesNotContain("-Dorg", "SharedArchiveFile");
        }
        assertThat(preparations()).hasSize(1);
    }

    @Test
    void an_old_java_is_refused_in_a_line() throws Exception {
        javaVersion("11.0.2");

        ChildProcess call = flux("routes");

        assertThat(call.exitCode()).isEqualTo(1);
        assertThat(call.out()).isEmpty();
        assertThat(call.err())
                .singleElement()
                .asString()
                .startsWith("flux: Java 11 at ")
                .contains("17 or newer");
    }

    @Test
    void the_version_of_a_java_without_a_release_file_is_asked_of_it() throws Exception {
        Files.delete(javaHome.resolve("release"));
        program(javaHome.resolve("bin/java"), "#!/bin/sh\necho 'openjdk version \"1.8.0_402\"' >&2\n");

        ChildProcess call = flux("routes");

        assertThat(call.exitCode()).isEqualTo(1);
        assertThat(call.err()).singleElement().asString().contains("17 or newer");
    }

    @Test
    void a_missing_maven_is_told_in_a_line() throws Exception {
        Files.delete(bin.resolve("mvn"));
        for (String tool : List.of("dirname", "readlink", "sed", "find", "head", "mkdir", "touch", "flock")) {
            Path system = Path.of("/usr/bin", tool);
            Files.createSymbolicLink(bin.resolve(tool), Files.exists(system) ? system : Path.of("/bin", tool));
        }

        ChildProcess call = flux(Map.of("PATH", bin.toString()), "routes");

        assertThat(call.exitCode()).isEqualTo(1);
        assertThat(call.err()).singleElement().asString().startsWith("flux: Maven is missing");
    }

    private ChildProcess flux(String... args) throws Exception {
        return flux(Map.of(), args);
    }

    private ChildProcess flux(Map<String, String> more, String... args) throws Exception {
        ChildProcess call = start(more, args);
        call.exitCode();
        return call;
    }

    private ChildProcess start(Map<String, String> more, String... args) throws IOException {
        String[] command = new String[args.length + 1];
        command[0] = root.resolve("flux").toString();
        System.arraycopy(args, 0, command, 1, args.length);
        return ChildProcess.start(temporary, environment(more), command);
    }

    private Map<String, String> environment(Map<String, String> more) {
        Map<String, String> environment = new java.util.HashMap<>(Map.of(
                "JAVA_HOME", javaHome.toString(),
                "PATH", bin + ":/usr/local/bin:/usr/bin:/bin",
                "LOG", log.toString(),
                "FAIL", temporary.resolve("none").toString()));
        environment.putAll(more);
        return environment;
    }

    private Path copy() {
        return root.resolve("flux-cli/target/flux-running.jar");
    }

    private Path jar() {
        return root.resolve("flux-cli/target/flux.jar");
    }

    private List<String> preparations() throws IOException {
        return Files.readAllLines(Path.of(log + ".prepared"));
    }

    private List<String> builds() throws IOException {
        return Files.readAllLines(log);
    }

    private void javaVersion(String version) {
        Projects.write(javaHome.resolve("release"), "IMPLEMENTOR=\"X\"\nJAVA_VERSION=\"" + version + "\"\n");
    }

    /** As if it was written a minute ago, like all before it. */
    private void age(Path file) throws IOException {
        FileTime then = FileTime.from(Instant.now().minusSeconds(60));
        Files.setLastModifiedTime(file, then);
        try (var paths = Files.walk(root)) {
            for (Path path : paths.filter(each -> !each.equals(file)).toList()) {
                Files.setLastModifiedTime(path, FileTime.from(Instant.now().minusSeconds(120)));
            }
        }
    }

    private static void program(Path file, String text) {
        Projects.write(file, text);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }
}

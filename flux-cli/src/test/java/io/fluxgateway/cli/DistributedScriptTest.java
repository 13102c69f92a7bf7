package io.fluxgateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxgateway.cli.dev.Projects;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script of the archive, unpacked, with a Java that only says what it was asked for. */
class DistributedScriptTest {
    private static final String JAVA = """
            #!/bin/sh
            case "$*" in
              *Preparation*)
                for folder; do :; done
                echo "$folder" >>"$LOG"
                [ ! -e "$FAIL" ] || exit 1
                mkdir "$folder/library"
                ;;
              *-Xshare:dump*)
                for option; do case $option in -XX:SharedArchiveFile=*) echo >"${option#*=}" ;; esac; done
                ;;
              *) echo "java $*" ;;
            esac
            """;

    @TempDir
    Path temporary;

    private Path root;
    private Path javaHome;
    private Path bin;
    private Path home;

    @BeforeEach
    void unpack() throws IOException {
        Path base = temporary.toRealPath();
        root = base.resolve("with space/flux-1.0");
        javaHome = base.resolve("jdk");
        bin = base.resolve("bin");
        home = Files.createDirectory(base.resolve("home"));
        Files.createDirectory(bin);
        Projects.write(root.resolve("lib/flux.jar"), "jar");
        Files.createDirectory(root.resolve("bin"));
        Files.copy(Path.of("src/distribution/bin/flux"), root.resolve("bin/flux"));
        program(javaHome.resolve("bin/java"), JAVA);
        javaVersion("17.0.15");
    }

    @Test
    void what_lets_commands_start_fast_is_made_once_beside_the_jar() throws Exception {
        for (int i = 0; i < 2; i++) {
            ChildProcess call = flux(Map.of(), "routes", "a b");
            assertThat(call.exitCode()).isZero();
            assertThat(call.err()).isEmpty();
            assertThat(call.out())
                    .singleElement()
                    .asString()
                    .contains(
                            "-XX:SharedArchiveFile=" + prepared().resolve("classes"),
                            "-Dorg.sqlite.lib.path=" + prepared().resolve("library"))
                    .endsWith(" -jar " + root.resolve("lib/flux.jar") + " routes a b");
        }
        assertThat(preparations()).hasSize(1);
        assertThat(prepared().getParent()).isDirectoryNotContaining("glob:**prepared.*");
        assertThat(home).isEmptyDirectory();
    }

    @Test
    void it_is_made_anew_for_another_jar_and_another_java() throws Exception {
        flux(Map.of(), "routes");
        Files.writeString(root.resolve("lib/flux.jar"), "another jar");
        flux(Map.of(), "routes");
        assertThat(preparations()).hasSize(2);

        javaVersion("25.0.1");
        flux(Map.of(), "routes");
        flux(Map.of(), "routes");
        assertThat(preparations()).hasSize(3);
    }

    @Test
    void where_the_installation_is_read_only_it_is_made_in_the_cache_of_the_user() throws Exception {
        readOnly(root.resolve("lib"));

        for (int i = 0; i < 2; i++) {
            assertThat(flux(Map.of("HOME", home.toString()), "routes").out())
                    .singleElement()
                    .asString()
                    .contains("-XX:SharedArchiveFile=" + home.resolve(".cache/flux-gateway/prepared-flux-1.0/classes"));
        }
        assertThat(preparations()).hasSize(1);
        assertThat(prepared()).doesNotExist();
    }

    @Test
    void where_nothing_can_be_written_it_works_without_and_says_nothing() throws Exception {
        readOnly(root.resolve("lib"));
        Projects.write(home.resolve(".cache"), "no folder");

        for (Map<String, String> environment : List.of(Map.<String, String>of(), Map.of("HOME", home.toString()))) {
            ChildProcess call = flux(environment, "routes");
            assertThat(call.exitCode()).isZero();
            assertThat(call.err()).isEmpty();
            assertThat(call.out()).singleElement().asString().doesNotContain("SharedArchiveFile", "-Dorg");
        }
        assertThat(temporary.resolve("log")).doesNotExist();
    }

    @Test
    void what_cannot_be_made_is_not_tried_each_time() throws Exception {
        Files.createFile(temporary.resolve("fail"));

        for (int i = 0; i < 2; i++) {
            ChildProcess call = flux(Map.of(), "routes");
            assertThat(call.exitCode()).isZero();
            assertThat(call.err()).isEmpty();
            assertThat(call.out()).singleElement().asString().doesNotContain("-Dorg");
        }
        assertThat(preparations()).hasSize(1);
    }

    @Test
    void servers_run_fast_instead() throws Exception {
        for (String server : List.of("dev", "serve")) {
            assertThat(flux(Map.of("FLUX_JAVA_OPTS", "-Xmx64m -Dx=y"), server).out())
                    .containsExactly("java -Xmx64m -Dx=y -jar " + root.resolve("lib/flux.jar") + " " + server);
        }
        assertThat(prepared()).doesNotExist();
    }

    @Test
    void it_is_found_through_a_symbolic_link() throws Exception {
        Files.createSymbolicLink(bin.resolve("flux"), Path.of("../with space/flux-1.0/bin/flux"));

        ChildProcess call = ChildProcess.start(bin, environment(Map.of()), "./flux", "dev");

        assertThat(call.exitCode()).isZero();
        assertThat(call.out()).containsExactly("java -jar " + root.resolve("lib/flux.jar") + " dev");
    }

    @Test
    void java_is_looked_for_on_the_path_too() throws Exception {
        Files.createSymbolicLink(bin.resolve("java"), javaHome.resolve("bin/java"));

        assertThat(flux(Map.of("JAVA_HOME", ""), "dev").out()).hasSize(1);
    }

    @Test
    void a_java_that_is_missing_or_too_old_is_told_in_a_line() throws Exception {
        for (String tool : List.of("readlink", "sed", "wc")) {
            Files.createSymbolicLink(bin.resolve(tool), Path.of("/usr/bin", tool));
        }
        assertThat(failure(Map.of("JAVA_HOME", "", "PATH", bin.toString())))
                .isEqualTo("flux: Java is missing: install version 17 or newer, or set JAVA_HOME");
        assertThat(failure(Map.of("JAVA_HOME", "/nowhere")))
                .isEqualTo("flux: JAVA_HOME is /nowhere, but there is no bin/java in it");
        javaVersion("11.0.2");
        assertThat(failure(Map.of())).startsWith("flux: Java 11 at ").contains("17 or newer");
        Files.delete(javaHome.resolve("release"));
        program(javaHome.resolve("bin/java"), "#!/bin/sh\necho 'openjdk version \"1.8.0_402\"' >&2\n");
        assertThat(failure(Map.of())).contains("17 or newer");
    }

    private String failure(Map<String, String> environment) throws Exception {
        ChildProcess call = flux(environment, "--version");
        assertThat(call.exitCode()).isEqualTo(1);
        assertThat(call.out()).isEmpty();
        assertThat(call.err()).hasSize(1);
        return call.err().get(0);
    }

    private ChildProcess flux(Map<String, String> more, String... args) throws Exception {
        String[] command = new String[args.length + 1];
        command[0] = root.resolve("bin/flux").toString();
        System.arraycopy(args, 0, command, 1, args.length);
        ChildProcess call = ChildProcess.start(temporary, environment(more), command);
        call.exitCode();
        return call;
    }

    private Map<String, String> environment(Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "JAVA_HOME", javaHome.toString(),
                "PATH", bin + ":/usr/bin:/bin",
                "LOG", temporary.resolve("log").toString(),
                "FAIL", temporary.resolve("fail").toString()));
        environment.putAll(more);
        return environment;
    }

    /** Also for the superuser, who may write everywhere: the tools that would write there refuse. */
    private void readOnly(Path folder) throws IOException {
        assertThat(folder.toFile().setWritable(false)).isTrue();
        program(
                bin.resolve("mkdir"),
                "#!/bin/sh\ncase \"$*\" in *\"" + folder + "\"*) exit 1 ;; esac\nexec /bin/mkdir \"$@\"\n");
    }

    private Path prepared() {
        return root.resolve("lib/prepared");
    }

    private List<String> preparations() throws IOException {
        return Files.readAllLines(temporary.resolve("log"));
    }

    private void javaVersion(String version) {
        Projects.write(javaHome.resolve("release"), "IMPLEMENTOR=\"X\"\nJAVA_VERSION=\"" + version + "\"\n");
    }

    private static void program(Path file, String text) {
        Projects.write(file, text);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }
}

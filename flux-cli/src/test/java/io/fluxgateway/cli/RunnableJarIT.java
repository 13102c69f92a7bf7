package io.fluxgateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxgateway.cli.dev.Projects;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar that was just built, through the launch script. */
class RunnableJarIT {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    @TempDir
    Path project;

    @Test
    void the_script_serves_a_project_and_ends_with_the_server() throws Exception {
        Projects.httpFunction(project, "a");
        try (ChildProcess dev = flux("dev", ".", "--port", "0", "--http")) {
            URI url = MainProcessTest.awaitReady(dev);
            assertThat(MainProcessTest.status(url.resolve("/a"))).isEqualTo(401);

            dev.process().destroy();

            assertThat(dev.exitCode()).isZero();
            assertThat(dev.err()).isEmpty();
        }
    }

    @Test
    void keys_are_made_and_nothing_but_them_is_said_on_standard_output() throws Exception {
        Projects.httpFunction(project, "a");
        try (ChildProcess create = flux("api-keys", "create", "--name", "a")) {
            assertThat(create.exitCode()).isZero();
            assertThat(create.out()).singleElement().asString().matches("flx_live_[0-9A-Za-z]{36}");
            assertThat(create.err()).hasSize(1);
        }
    }

    @Test
    void the_jar_says_what_it_is_and_holds_each_licence() throws Exception {
        try (JarFile jar = new JarFile("target/flux.jar")) {
            Manifest manifest = jar.getManifest();
            assertThat(manifest.getMainAttributes().getValue("Main-Class")).isEqualTo(Main.class.getName());
            assertThat(manifest.getMainAttributes().getValue("Multi-Release")).isEqualTo("true");
            assertThat(manifest.getMainAttributes().getValue("Enable-Native-Access"))
                    .isEqualTo("ALL-UNNAMED");
            List<String> names = jar.stream().map(ZipEntry::getName).toList();
            assertThat(names)
                    .doesNotHaveDuplicates()
                    .contains("META-INF/LICENSE", "META-INF/NOTICE", "META-INF/licenses/org.postgresql/LICENSE")
                    .noneMatch(name -> name.endsWith("module-info.class"))
                    .noneMatch(name -> name.matches("META-INF/[^/]*\\.(SF|RSA|DSA)"));
            assertThat(new TreeSet<>(names)).contains("META-INF/services/org.slf4j.spi.SLF4JServiceProvider");
            String licence = new String(
                    jar.getInputStream(jar.getEntry("META-INF/LICENSE")).readAllBytes(),
                    java.nio.charset.StandardCharsets.UTF_8);
            assertThat(licence).isEqualTo(Files.readString(ROOT.resolve("LICENSE")));
        }
    }

    private ChildProcess flux(String... args) throws Exception {
        String[] command = new String[args.length + 1];
        command[0] = ROOT.resolve("flux").toString();
        System.arraycopy(args, 0, command, 1, args.length);
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.put("FLUX_SKIP_BUILD", "1");
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        return ChildProcess.start(project, environment, command);
    }
}

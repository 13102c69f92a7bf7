package io.fluxgateway.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fluxgateway.cli.dev.DevServer;
import io.fluxgateway.cli.dev.Projects;
import io.fluxgateway.cli.project.ProjectFolder;
import io.fluxgateway.cli.tls.DevCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The archive that was just built, and the image that is made of it. */
class DistributionIT {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Map<String, String> NOTHING = Map.of("PATH", "/usr/local/bin:/usr/bin:/bin");

    @TempDir
    Path temporary;

    private Path archive;
    private Path unpacked;

    @BeforeEach
    void unpack() throws Exception {
        try (Stream<Path> files = Files.list(Path.of("target"))) {
            List<Path> archives =
                    files.filter(file -> file.toString().endsWith(".tar.gz")).toList();
            assertThat(archives).hasSize(1);
            archive = archives.get(0).toAbsolutePath();
        }
        String name = archive.getFileName().toString().replaceFirst("[.]tar[.]gz$", "");
        assertThat(name).matches("flux-\\d+\\.\\d+\\..*");
        run(0, "tar", "-xzf", archive.toString(), "-C", temporary.toString());
        unpacked = temporary.resolve(name);
    }

    @Test
    void it_holds_what_it_takes_and_nothing_of_who_built_it() throws Exception {
        List<String> entries = run(0, "tar", "--numeric-owner", "--utc", "-tvzf", archive.toString());

        assertThat(entries.stream().filter(line -> line.startsWith("-")).map(DistributionIT::name))
                .containsExactlyInAnyOrder("bin/flux", "lib/flux.jar", "LICENSE", "README.md");
        assertThat(entries)
                .allMatch(line -> line.contains(" 0/0 "))
                .allMatch(line -> line.contains(" 2026-11-23 00:00 "));
        assertThat(entries)
                .filteredOn(line -> line.endsWith("bin/flux"))
                .allMatch(line -> line.startsWith("-rwxr-xr-x"));
        assertThat(unpacked.resolve("LICENSE")).hasSameTextualContentAs(ROOT.resolve("LICENSE"));
    }

    private static String name(String entry) {
        return entry.replaceFirst(".* flux-[^/]*/", "");
    }

    @Test
    void it_runs_where_it_is_unpacked_with_an_empty_environment() throws Exception {
        String flux = unpacked.resolve("bin/flux").toString();

        assertThat(run(0, flux, "--version")).singleElement().asString().startsWith("flux ");
        assertThat(unpacked.resolve("lib/prepared/classes")).isRegularFile();
        assertThat(run(0, flux, "init", "shop")).contains("created shop", "next: flux dev shop");
        assertThat(run(0, flux, "routes", "shop")).singleElement().asString().contains("GET /hello");
        assertThat(run(0, flux, "completion", "bash")).contains("#!/usr/bin/env bash");
    }

    @Test
    void the_image_is_made_of_it_and_runs_as_nobody_special() throws Exception {
        List<String> lines = instructions();
        assertThat(Files.readAllLines(ROOT.resolve(".dockerignore"))).contains("!flux-cli/target/flux-*.tar.gz");
        assertThat(lines)
                .contains("ADD flux-cli/target/flux-*.tar.gz /opt/", "USER 10001")
                .filteredOn(line -> line.matches("(FROM |COPY --from=).*"))
                .allMatch(line -> line.matches("(FROM |COPY --from=)[a-z0-9-]+(/[a-z0-9-]+)?:[\\w.-]+( .*)?"));
        assertThat(lines)
                .filteredOn(line -> line.startsWith("RUN "))
                .singleElement()
                .asString()
                .contains("/opt/flux-*/bin/flux");
        assertThat(unpacked.resolve("bin/flux")).isExecutable();
        assertThat(lines.indexOf("USER 10001"))
                .isGreaterThan(lines.indexOf("ADD flux-cli/target/flux-*.tar.gz /opt/"))
                .isLessThan(lines.size() - 1);
        assertThat(lines).last().isEqualTo("CMD [\"serve\", \"--host\", \"0.0.0.0\", \"--http\"]");
        String deno = Files.readString(
                ROOT.resolve("flux-gateway-deno/src/main/resources/io/fluxgateway/deno/npm/package.json"));
        String version = JsonMapper.shared()
                .readTree(deno)
                .path("dependencies")
                .path("deno")
                .asString();
        assertThat(lines).contains("COPY --from=denoland/deno:bin-" + version + " /deno /usr/local/bin/deno");
    }

    @Test
    void the_health_of_the_image_is_that_of_its_server_and_leaves_no_trace() throws Exception {
        Path project = temporary.resolve("shop");
        Projects.httpFunction(project, "a");
        String[] check;
        try (DevServer server =
                DevServer.builder(ProjectFolder.of(project)).port(0).start()) {
            check = healthCheck(server.port());
            run(0, check);
            assertThat(FluxCall.in(project, "tail", "--last", "1").out()).isEmpty();
        }
        run(1, check);
        DevCertificate certificate = new DevCertificate(FluxCall.HOME, Clock.systemUTC());
        try (DevServer server = DevServer.builder(ProjectFolder.of(project))
                .port(0)
                .tls(certificate::get)
                .start()) {
            run(0, healthCheck(server.port()));
        }
    }

    private static String[] healthCheck(int port) throws IOException {
        String line = instructions().stream()
                .filter(each -> each.startsWith("HEALTHCHECK "))
                .findFirst()
                .orElseThrow();
        JsonNode words = JsonMapper.shared().readTree(line.substring(line.indexOf('[')));
        return words.valueStream()
                .map(word -> word.asString().replace("/4000", "/" + port))
                .toArray(String[]::new);
    }

    /** One a line, without comments. */
    private static List<String> instructions() throws IOException {
        String text = Files.readString(ROOT.resolve("Dockerfile"), UTF_8).replaceAll("\\\\\\n\\s*", "");
        return text.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList();
    }

    private List<String> run(int exitCode, String... command) throws Exception {
        try (ChildProcess call = ChildProcess.start(temporary, NOTHING, command)) {
            assertThat(call.exitCode()).as(() -> String.join(" ", command)).isEqualTo(exitCode);
            return call.out();
        }
    }
}

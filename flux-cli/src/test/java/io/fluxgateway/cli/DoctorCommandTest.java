package io.fluxgateway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fluxgateway.cli.dev.Projects;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DoctorCommandTest {
    private static final String SECRET = "hunter2";

    @TempDir
    Path temporary;

    private Path project;

    @BeforeEach
    void makeProject() {
        project = temporary.resolve("shop");
        Projects.httpFunction(project, "a");
    }

    @Test
    void a_project_that_can_be_served_has_a_line_for_each_check_and_stays_as_it_is() {
        FluxCall call = doctor();

        assertThat(call.exitCode()).as(call.out()).isZero();
        assertThat(call.out().lines().map(line -> line.split(" +", -1)[1]))
                .containsExactly("java", "functions", "deno", "store", "clock", "tls", "port", "files", "disk");
        assertThat(call.out().lines()).noneMatch(line -> line.startsWith("failed"));
        assertThat(call.out()).contains("Java " + Runtime.version(), "1 function in ");
        assertThat(project.resolve(".flux")).doesNotExist();
    }

    @Test
    void a_store_that_is_there_is_opened_and_written() throws Exception {
        FluxCall.in(project, "api-keys", "create", "--name", "a");
        assertThat(line(doctor(), "store")).startsWith("ok").contains("SQLite, can be written");

        Files.writeString(project.resolve(".flux/flux.db"), "no database at all, but something else of some length");
        Files.deleteIfExists(project.resolve(".flux/flux.db-wal"));
        FluxCall broken = doctor();

        assertThat(broken.exitCode()).isEqualTo(1);
        assertThat(line(broken, "store")).startsWith("failed").contains("flux.db");
    }

    @Test
    void a_store_that_others_may_read_fails_with_how_to_close_it() throws Exception {
        FluxCall.in(project, "api-keys", "create", "--name", "a");
        assertThat(line(doctor(), "files")).startsWith("ok");

        Files.setPosixFilePermissions(project.resolve(".flux/flux.db"), PosixFilePermissions.fromString("rw-r-----"));
        FluxCall call = doctor();

        assertThat(call.exitCode()).isEqualTo(1);
        assertThat(line(call, "files")).startsWith("failed").contains("flux.db", "chmod -R go= ");
    }

    @Test
    void a_port_in_use_fails_and_tells_whose_it_is() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            FluxCall call = doctor("--port", String.valueOf(taken.getLocalPort()));

            assertThat(call.exitCode()).isEqualTo(1);
            assertThat(line(call, "port"))
                    .startsWith("failed")
                    .contains(taken.getLocalPort() + " is in use", "take another with --port");
            if (Files.isReadable(Path.of("/proc/net/tcp"))) {
                assertThat(line(call, "port"))
                        .contains("by process " + ProcessHandle.current().pid() + " (java)");
            }
        }
    }

    @Test
    void mistakes_in_functions_fail_with_their_place() {
        Projects.write(project.resolve("functions/b/flux.json"), Projects.manifest("b", ",\n\"method\": \"POTS\""));

        FluxCall call = doctor();

        assertThat(call.exitCode()).isEqualTo(1);
        assertThat(line(call, "functions")).startsWith("failed").contains("functions/b/flux.json:2", "POTS");
    }

    @Test
    void a_deno_that_is_none_and_a_clock_that_cannot_be_right_fail() {
        Clock past = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);

        FluxCall call =
                FluxCall.with(new Surroundings(project, past, Map.of()), "doctor", "--port", "0", "--deno", "no-deno");

        assertThat(call.exitCode()).isEqualTo(1);
        assertThat(line(call, "deno")).startsWith("failed").contains("no-deno");
        assertThat(line(call, "clock")).startsWith("failed").contains("1970");
    }

    @Test
    void json_has_an_object_for_each_check() {
        JsonNode all = JsonMapper.shared().readTree(doctor("--json").out());

        assertThat(all).hasSize(9);
        assertThat(all.get(0).path("check").asString()).isEqualTo("java");
        assertThat(all.get(0).path("result").asString()).isEqualTo("ok");
        assertThat(all.get(0).has("message")).isTrue();
        assertThat(all.get(0).path("mend").asString()).isEmpty();
    }

    @Test
    void no_project_fails_and_tells_how_to_make_one() {
        FluxCall call = FluxCall.in(temporary, "doctor", "--port", "0");

        assertThat(call.exitCode()).isEqualTo(1);
        assertThat(line(call, "functions")).startsWith("failed").contains("no project here", "flux init");
    }

    @Test
    void a_database_is_opened_its_clock_compared_and_no_password_shown() throws Exception {
        try (EmbeddedPostgres server = EmbeddedPostgres.builder()
                .setPGStartupWait(Duration.ofMinutes(1))
                .start()) {
            String url =
                    "jdbc:postgresql://localhost:" + server.getPort() + "/postgres?user=postgres&password=" + SECRET;
            List<FluxCall> calls = new ArrayList<>();
            // A machine that stands still in between looks like a clock that is wrong.
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                FluxCall good = doctor("--database", url);
                calls.add(good);
                assertThat(good.exitCode()).as(good.out()).isZero();
                assertThat(line(good, "store")).startsWith("ok").contains("PostgreSQL, can be written");
                assertThat(line(good, "clock")).startsWith("ok").contains("as the database has it");
            });

            Clock late = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(-5));
            FluxCall bad = FluxCall.with(
                    new Surroundings(project, late, Map.of()), "doctor", "--port", "0", "--database", url);
            assertThat(bad.exitCode()).isEqualTo(1);
            assertThat(line(bad, "clock")).startsWith("failed").contains("behind that of the database");

            FluxCall gone = doctor("--database", url.replace(":" + server.getPort(), ":1"));
            assertThat(gone.exitCode()).isEqualTo(1);
            assertThat(line(gone, "store")).startsWith("failed").contains("PostgreSQL");
            calls.addAll(List.of(bad, gone));
            assertThat(calls).noneMatch(call -> (call.out() + call.err()).contains(SECRET));
        }
    }

    private static String line(FluxCall call, String check) {
        return call.out()
                .lines()
                .filter(line -> line.split(" +", -1)[1].equals(check))
                .findFirst()
                .orElseThrow(() -> new AssertionError(call.toString()));
    }

    /** On any port, unless one is named. */
    private FluxCall doctor(String... args) {
        List<String> all = new ArrayList<>(List.of("doctor"));
        if (!List.of(args).contains("--port")) {
            all.addAll(List.of("--port", "0"));
        }
        all.addAll(List.of(args));
        return FluxCall.in(project, all.toArray(new String[0]));
    }
}

package io.fluxgateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxgateway.Gateway;
import io.fluxgateway.cli.dev.Projects;
import io.fluxgateway.invocation.InvocationQueue;
import io.fluxgateway.invocation.InvocationStatus;
import io.fluxgateway.jdbc.PostgresStore;
import io.fluxgateway.jdbc.PostgresTraceStore;
import io.fluxgateway.jdbc.Store;
import io.fluxgateway.testkit.LoopbackHost;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys and settings in a PostgreSQL database that several projects share. */
class DatabaseOptionTest {
    private static final String SECRET = "hunter2";
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private static EmbeddedPostgres server;

    @TempDir
    Path temporary;

    private Path project;
    private String url;

    @BeforeAll
    static void start() throws Exception {
        server = EmbeddedPostgres.builder()
                .setPGStartupWait(Duration.ofMinutes(1))
                .start();
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @BeforeEach
    void makeProject() {
        project = temporary.resolve("shop");
        Projects.httpFunction(project, "a");
        url = "jdbc:postgresql://localhost:" + server.getPort() + "/postgres?currentSchema=test_"
                + NUMBER.incrementAndGet();
    }

    @Test
    void keys_are_kept_in_the_database_and_none_in_the_folder() {
        FluxCall create = postgres("api-keys", "create", "--name", "production-server");

        assertThat(create.exitCode()).as(create.err()).isZero();
        assertThat(create.out()).matches("flx_live_[0-9A-Za-z]{36}\\R");
        assertThat(postgres("api-keys", "list").out()).contains("production-server");
        assertThat(FluxCall.in(project, "api-keys", "list").out()).isEmpty();
        assertThat(postgres("api-keys", "revoke", "production-server").exitCode())
                .isZero();
        assertThat(postgres("api-keys", "list").out()).isEmpty();
    }

    @Test
    void settings_are_kept_in_the_database() {
        assertThat(postgres("project", "update", "--plan", "pro").exitCode()).isZero();

        assertThat(postgres("project", "show").out()).contains("shop", "pro (1000");
        assertThat(FluxCall.in(project, "project", "show").out()).contains("free");
    }

    @Test
    void queued_calls_are_kept_in_the_database_apart_for_each_project() throws Exception {
        try (Store store = PostgresStore.open(url + "&user=postgres");
                InvocationQueue queue = store.queue("shop")) {
            new QueueFixture(queue)
                    .ended(
                            QueueFixture.call("5be02c11", "send_receipt"),
                            InvocationStatus.DEAD,
                            QueueFixture.timeout());
        }

        assertThat(postgres("queue").out())
                .startsWith("0 queued, 0 running, 1 dead")
                .contains("5be02c11");
        assertThat(postgres("queue", "--project", "blog").out()).startsWith("0 queued, 0 running, 0 dead");
        assertThat(postgres("queue", "replay", "5be").exitCode()).isZero();
        assertThat(postgres("queue", "show", "5be").out()).contains("queued after 1 attempt");
        assertThat(FluxCall.in(project, "queue").out()).startsWith("0 queued");
    }

    @Test
    void the_environment_names_the_database_for_every_command() {
        Map<String, String> environment = Map.of("FLUX_DATABASE_URL", url, "PGUSER", "postgres", "PGPASSWORD", SECRET);
        Surroundings here = new Surroundings(project, Clock.systemUTC(), environment);

        assertThat(FluxCall.with(here, "api-keys", "create", "--name", "a").exitCode())
                .isZero();
        assertThat(FluxCall.with(here, "project", "update", "--plan", "team").exitCode())
                .isZero();

        assertThat(postgres("api-keys", "list").out()).contains("  a ");
        assertThat(postgres("project", "show").out()).contains("team");
    }

    @Test
    void a_key_opens_its_project_and_is_forbidden_in_another_one_of_the_same_database() {
        String shop = postgres("api-keys", "create", "--name", "a").out().strip();
        String blog = postgres("api-keys", "create", "--name", "a", "--project", "blog")
                .out()
                .strip();

        try (Store store = PostgresStore.open(url + "&user=postgres");
                Gateway gateway = Gateway.builder("blog").keys(store.keys()).build()) {
            assertThat(status(gateway, blog)).isEqualTo(404);
            assertThat(status(gateway, shop)).isEqualTo(403);
        }
    }

    @Test
    void a_project_without_a_folder_is_named() throws Exception {
        Path elsewhere = Files.createDirectory(temporary.resolve("elsewhere"));

        FluxCall unnamed = postgresIn(elsewhere, "api-keys", "list");
        FluxCall named = postgresIn(elsewhere, "api-keys", "create", "--name", "a", "--project", "blog");

        assertThat(unnamed.exitCode()).isEqualTo(1);
        assertThat(unnamed.err().lines())
                .singleElement()
                .asString()
                .startsWith("flux: no project here: ")
                .endsWith("; name the project with --project NAME");
        assertThat(named.exitCode()).as(named.err()).isZero();
        assertThat(elsewhere).isEmptyDirectory();
    }

    @Test
    void a_folder_whose_name_no_project_can_have_needs_another_name() {
        Path folder = temporary.resolve("my shop");
        Projects.httpFunction(folder, "a");

        FluxCall call = postgresIn(folder, "api-keys", "list");

        assertThat(call.exitCode()).isEqualTo(2);
        assertThat(call.err())
                .startsWith("flux: project: \"my shop\" (expected: 1 to 63 characters")
                .contains("; name the project with --project NAME");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "-a", "\u00fc", "../shop"})
    void a_name_that_no_project_can_have_is_wrong_usage(String name) {
        FluxCall call = FluxCall.in(project, "project", "show", "--project=" + name);

        assertThat(call.exitCode()).isEqualTo(2);
        assertThat(call.err()).startsWith("flux: project: \"" + name + "\" (expected: 1 to 63 characters");
    }

    @Test
    void another_database_is_wrong_usage_and_its_credentials_are_not_shown() {
        FluxCall option = FluxCall.in(
                project, "api-keys", "list", "--database", "jdbc:mysql://db/shop?user=flux&password=" + SECRET);
        FluxCall variable = FluxCall.with(
                new Surroundings(
                        project,
                        Clock.systemUTC(),
                        Map.of("FLUX_DATABASE_URL", "postgres://flux:" + SECRET + "@db/shop", "FLUX_DEBUG", "1")),
                "api-keys",
                "list");

        assertThat(option.exitCode()).isEqualTo(2);
        assertThat(option.err())
                .startsWith("flux: database: \"jdbc:mysql://db/shop?...\""
                        + " (expected: jdbc:postgresql://HOST[:PORT]/DATABASE)")
                .doesNotContain(SECRET);
        assertThat(variable.exitCode()).isEqualTo(2);
        assertThat(variable.err())
                .startsWith("flux: FLUX_DATABASE_URL: database: \"postgres://...@db/shop\" (expected: ")
                .doesNotContain(SECRET);
    }

    @Test
    void a_misspelt_option_shows_no_password_either() {
        FluxCall call = FluxCall.in(project, "api-keys", "list", "--databse", url + "&password=" + SECRET);

        assertThat(call.exitCode()).isEqualTo(2);
        assertThat(call.err()).contains("--databse").doesNotContain(SECRET);
    }

    @Test
    void a_database_that_cannot_be_used_fails_in_a_line_without_the_password() {
        FluxCall call = FluxCall.in(
                project,
                "api-keys",
                "list",
                "--database",
                "jdbc:postgresql://localhost:" + server.getPort() + "/missing?user=postgres&password=" + SECRET);

        assertThat(call.exitCode()).isEqualTo(1);
        assertThat(call.out()).isEmpty();
        assertThat(call.err().lines())
                .singleElement()
                .asString()
                .startsWith("flux: PostgreSQL database \"missing\" at localhost:")
                .contains("there is no such database")
                .doesNotContain(SECRET);
    }

    @Test
    void help_tells_where_keys_are_and_that_development_has_its_own() {
        assertThat(FluxCall.in(project, "api-keys", "create", "--help").out())
                .contains("--database=URL", "FLUX_DATABASE_URL", "--project=NAME");
        assertThat(FluxCall.in(project, "dev", "--help").out().replaceAll("\\s+", " "))
                .contains("never those of FLUX_DATABASE_URL")
                .doesNotContain("--database");
    }

    @Test
    void traces_are_read_from_the_database_too_that_the_environment_names() {
        Surroundings here = new Surroundings(
                project,
                Clock.systemUTC(),
                Map.of("FLUX_DATABASE_URL", url, "PGUSER", "postgres", "PGPASSWORD", SECRET));
        for (String[] words :
                List.of(new String[] {"trace", "9c3e"}, new String[] {"tail", "--last", "1"}, new String[] {"logs"})) {
            FluxCall before = FluxCall.with(here, words);
            assertThat(before.exitCode()).isEqualTo(1);
            assertThat(before.err())
                    .startsWith("flux: nothing was recorded so far in the PostgreSQL database \"postgres\"")
                    .doesNotContain(SECRET);
        }
        PostgresTraceStore.open(url + "&user=postgres", "shop").close();

        assertThat(FluxCall.with(here, "trace", "9c3e").err()).startsWith("flux: no trace starts with 9c3e");
        assertThat(FluxCall.with(here, "tail", "--last", "1").err()).startsWith("No such request was recorded.");
        assertThat(postgres("logs").err()).startsWith("Nothing was logged in this time.");
    }

    @Test
    void a_folder_has_the_traces_of_one_project_only() {
        FluxCall call = FluxCall.in(project, "tail", "--last", "1", "--project", "blog");

        assertThat(call.exitCode()).isEqualTo(2);
        assertThat(call.err()).startsWith("flux: --project: a folder has the traces of one project");
    }

    private static int status(Gateway gateway, String key) {
        return LoopbackHost.request("GET", "/nowhere")
                .withKey(key)
                .sendTo(gateway::handle)
                .status();
    }

    private FluxCall postgres(String... args) {
        return postgresIn(project, args);
    }

    private FluxCall postgresIn(Path folder, String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.add("--database");
        all.add(url + "&user=postgres");
        return FluxCall.in(folder, all.toArray(String[]::new));
    }
}

package io.fluxgateway.cli.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fluxgateway.auth.ApiKeySecret;
import io.fluxgateway.auth.ProjectKeys;
import io.fluxgateway.cli.project.ProjectFolder;
import io.fluxgateway.jdbc.SqliteStore;
import io.fluxgateway.project.ProjectSettings;
import io.fluxgateway.undertow.ServerStartException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server over {@code http} functions. {@code DenoProjectTest} has those that Deno runs. */
class DevServerTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    Path temporary;

    private final Lines out = new Lines();
    private final Lines err = new Lines();
    private Upstream upstream;
    private ProjectFolder project;
    private DevServer server;
    private Caller caller;

    @BeforeEach
    void startServer() throws Exception {
        upstream = new Upstream();
        Path folder = temporary.resolve("shop");
        upstream.function(folder, "a", "");
        project = ProjectFolder.of(folder);
        server = start(out, err);
        caller = Caller.of(server, out);
    }

    @AfterEach
    void stopServer() {
        upstream.close();
        server.close();
    }

    private DevServer start(Lines lines, Lines errors) throws Exception {
        return DevServer.builder(project).port(0).out(lines).err(errors).start();
    }

    @Test
    void the_key_that_it_shows_opens_the_door() {
        assertThat(caller.key()).startsWith("flx_test_");
        assertThat(caller.get("/a").body()).isEqualTo("/a");
        assertThat(caller.withKey("").get("/a").statusCode()).isEqualTo(401);
        assertThat(out.value("ready")).isEqualTo("http://localhost:" + server.port());
    }

    @Test
    void the_key_is_made_and_shown_the_first_time_only() throws Exception {
        Lines again = new Lines();
        server.close();

        try (DevServer second = start(again, err)) {
            assertThat(again.all()).noneMatch(line -> line.startsWith("key"));
            assertThat(new Caller(second.url(), caller.key()).get("/a").statusCode())
                    .isEqualTo(200);
        }
        try (SqliteStore store = SqliteStore.open(project.stateFolder())) {
            assertThat(store.keys().list("shop")).hasSize(1);
        }
    }

    @Test
    void two_servers_of_one_project_get_on() throws Exception {
        try (DevServer second = start(new Lines(), err)) {
            assertThat(new Caller(second.url(), caller.key()).get("/a").statusCode())
                    .isEqualTo(200);
            assertThat(caller.get("/a").statusCode()).isEqualTo(200);
        }
        assertThat(caller.get("/a").statusCode()).isEqualTo(200);
    }

    @Test
    void a_busy_port_is_told_and_leaves_nothing_running() {
        assertThatThrownBy(() -> DevServer.builder(project).port(server.port()).start())
                .isInstanceOf(ServerStartException.class)
                .hasMessageContaining("in use");

        assertThat(caller.get("/a").statusCode()).isEqualTo(200);
    }

    @Test
    void a_key_made_elsewhere_works_at_once_and_a_revoked_one_no_longer_than_a_second() throws Exception {
        try (SqliteStore elsewhere = SqliteStore.open(project.stateFolder())) {
            ProjectKeys keys = new ProjectKeys("shop", elsewhere.keys(), Clock.systemUTC());
            String key = keys.create("ci", ApiKeySecret.Mode.LIVE).reveal();
            assertThat(caller.withKey(key).get("/a").statusCode()).isEqualTo(200);

            assertThat(keys.revoke("ci")).isTrue();

            await().atMost(LONG).until(() -> caller.withKey(key).get("/a").statusCode() == 401);
            assertThat(caller.get("/a").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void settings_changed_elsewhere_are_live() {
        assertThat(caller.get("/a").headers().firstValue("RateLimit-Policy").orElse(""))
                .startsWith("\"free\"");
        try (SqliteStore elsewhere = SqliteStore.open(project.stateFolder())) {
            elsewhere.projects().update("shop", new ProjectSettings("pro", List.of("https://a.example")));

            await().atMost(LONG)
                    .until(() -> caller.get("/a")
                            .headers()
                            .firstValue("RateLimit-Policy")
                            .orElse("")
                            .startsWith("\"pro\""));
        }
    }

    @Test
    void settings_from_before_the_start_apply() throws Exception {
        server.close();
        try (SqliteStore store = SqliteStore.open(project.stateFolder())) {
            store.projects().update("shop", new ProjectSettings("team", List.of()));
        }

        try (DevServer second = start(new Lines(), err)) {
            HttpResponse<String> answer = new Caller(second.url(), caller.key()).get("/a");
            assertThat(answer.headers().firstValue("RateLimit-Policy").orElse(""))
                    .startsWith("\"team\"");
        }
    }

    @Test
    void added_changed_and_removed_functions_are_live_and_told() {
        upstream.function(project.path(), "b", "");
        await().atMost(LONG).until(() -> caller.get("/b").statusCode() == 200);

        upstream.function(project.path(), "b", ", \"route\": \"/bb\"");
        await().atMost(LONG).until(() -> caller.get("/bb").statusCode() == 200);
        assertThat(caller.get("/b").statusCode()).isEqualTo(404);

        await().atMost(LONG)
                .untilAsserted(() -> assertThat(out.all())
                        .containsSubsequence("reload  added  b  GET /b", "reload  changed  b  GET /bb"));
        assertThat(err.all()).isEmpty();
    }

    @Test
    void a_broken_flux_json_is_told_once_while_the_old_routes_go_on_until_it_is_mended() {
        upstream.function(project.path(), "a", ",\n\"timeout\": \"0s\",\n\"colour\": 1");

        await().atMost(LONG).until(() -> err.all().size() == 3);
        assertThat(err.all().get(1)).startsWith("functions/a/flux.json:2: timeout \"0s\"");
        assertThat(err.all().get(2)).startsWith("functions/a/flux.json:3: ");
        assertThat(caller.get("/a").statusCode()).isEqualTo(200);

        upstream.function(project.path(), "a", ", \"route\": \"/aa\"");

        await().atMost(LONG).until(() -> caller.get("/aa").statusCode() == 200);
        await().atMost(LONG).until(() -> out.all().contains("reload  changed  a  GET /aa"));
        assertThat(err.all()).hasSize(3);
    }

    @Test
    void a_request_under_way_is_not_dropped_by_a_reload() throws Exception {
        upstream.function(project.path(), "held", "");
        await().atMost(LONG).until(() -> out.all().contains("reload  added  held  GET /held"));
        CompletableFuture<HttpResponse<String>> answer = caller.getLater("/held");
        upstream.awaitHeld();

        upstream.function(project.path(), "held", ", \"route\": \"/elsewhere\"");
        await().atMost(LONG).until(() -> out.all().contains("reload  changed  held  GET /elsewhere"));
        upstream.release();

        assertThat(answer.join().statusCode()).isEqualTo(200);
    }

    @Test
    void a_request_under_way_is_finished_when_the_server_stops() throws Exception {
        upstream.function(project.path(), "held", "");
        await().atMost(LONG).until(() -> out.all().contains("reload  added  held  GET /held"));
        CompletableFuture<HttpResponse<String>> answer = caller.getLater("/held");
        upstream.awaitHeld();

        CompletableFuture<Void> stop = CompletableFuture.runAsync(server::close);
        upstream.release();

        assertThat(answer.join().statusCode()).isEqualTo(200);
        stop.join();
        server.awaitClosed();
    }

    @Test
    void a_request_that_does_not_end_holds_the_stop_for_the_drain_timeout_only() throws Exception {
        upstream.function(project.path(), "held", "");
        DevServer hasty = DevServer.builder(project)
                .port(0)
                .drainTimeout(Duration.ofMillis(50))
                .start();
        CompletableFuture<HttpResponse<String>> answer = new Caller(hasty.url(), caller.key()).getLater("/held");
        upstream.awaitHeld();

        hasty.close();

        await().until(answer::isDone);
    }
}

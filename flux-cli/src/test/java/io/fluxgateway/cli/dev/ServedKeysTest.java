package io.fluxgateway.cli.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fluxgateway.cli.FluxCall;
import io.fluxgateway.cli.project.ProjectFolder;
import io.fluxgateway.testkit.Promptly;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What commands say of keys and limits, as a server that runs on the same folder follows it. */
class ServedKeysTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    Path temporary;

    private final Lines out = new Lines();
    private Upstream upstream;
    private Path project;
    private DevServer server;
    private Caller caller;

    @BeforeEach
    void serve() throws Exception {
        upstream = new Upstream();
        project = temporary.resolve("shop");
        upstream.function(project, "a", "");
        upstream.function(project, "b", "");
        server = DevServer.builder(ProjectFolder.of(project)).port(0).out(out).start();
        caller = Caller.of(server, out);
    }

    @AfterEach
    void stop() {
        server.close();
        upstream.close();
    }

    @Test
    void both_keys_work_during_the_grace_and_none_after_a_revocation() {
        Caller old = with(key("create", "--name", "ci"));
        assertThat(status(old, "/a")).isEqualTo(200);

        Caller next = with(key("rotate", "ci", "--grace", "1h"));

        assertThat(status(next, "/a")).isEqualTo(200);
        assertThat(status(old, "/a")).isEqualTo(200);
        assertThat(flux("revoke", "ci").exitCode()).isZero();
        await().atMost(LONG).until(() -> status(old, "/a") == 401 && status(next, "/a") == 401);
        assertThat(old.get("/a").body()).contains("credential_revoked");
        assertThat(status(caller, "/a")).isEqualTo(200);
    }

    @Test
    void without_grace_the_old_key_ends_within_a_second() throws Exception {
        Promptly.followed(Duration.ofSeconds(1), round -> {
            String name = "ci-" + round;
            Caller old = with(key("create", "--name", name));
            assertThat(status(old, "/a")).isEqualTo(200);

            Caller next = with(key("rotate", name, "--grace", "0s"));

            assertThat(status(next, "/a")).isEqualTo(200);
            return () -> status(old, "/a") == 401;
        });
    }

    @Test
    void a_key_ends_at_its_time() {
        // On a machine that stands still, the first may have ended before it is used.
        Caller brief = Stream.of("2s", "8s", "30s")
                .map(time -> with(key("create", "--name", "for-" + time, "--expires", time)))
                .filter(each -> status(each, "/a") == 200)
                .findFirst()
                .orElseThrow();

        await().atMost(LONG.multipliedBy(2)).until(() -> status(brief, "/a") == 401);
        assertThat(brief.get("/a").body()).contains("\"code\":\"credential_expired\"");
    }

    @Test
    void a_key_for_one_function_calls_that_one_also_after_its_route_has_moved() {
        Caller scoped = with(key("create", "--name", "ci", "--scope", "a"));

        assertThat(status(scoped, "/a")).isEqualTo(200);
        HttpResponse<String> refused = scoped.get("/b");
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("\"code\":\"credential_scope_missing\"");
        assertThat(refused.headers().firstValue("RateLimit")).isEmpty();
        assertThat(status(scoped, "/nowhere")).isEqualTo(404);

        upstream.function(project, "b", ", \"route\": \"/elsewhere\"");
        upstream.function(project, "a", ", \"route\": \"/b\"");
        await().atMost(LONG).until(() -> status(scoped, "/b") == 200);
        assertThat(status(scoped, "/elsewhere")).isIn(403, 404);
    }

    @Test
    void limits_of_keys_and_of_the_project_are_told_in_the_answers() {
        Caller own = with(key("create", "--name", "own", "--limit", "100/min", "--burst", "150"));
        assertThat(policy(own)).isEqualTo("\"key\";q=150;w=90");

        assertThat(settings("--limit", "500/min", "--burst", "1000").exitCode()).isZero();
        await().atMost(LONG).until(() -> policy(caller).equals("\"custom\";q=1000;w=120"));
        assertThat(policy(own)).isEqualTo("\"key\";q=150;w=90");

        assertThat(settings("--plan", "pro").exitCode()).isZero();
        await().atMost(LONG).until(() -> policy(caller).equals("\"pro\";q=2000;w=120"));
    }

    @Test
    void when_a_key_was_used_is_known_once_the_server_has_ended() {
        with(key("create", "--name", "used")).get("/a");
        with(key("create", "--name", "refused", "--scope", "b")).get("/a");

        server.close();

        assertThat(flux("list").out().lines())
                .anySatisfy(line -> assertThat(line).startsWith("  used ").contains("used just now"))
                .anySatisfy(line -> assertThat(line).startsWith("  refused ").contains("never used"));
    }

    private Caller with(String key) {
        return caller.withKey(key);
    }

    private static int status(Caller caller, String path) {
        return caller.get(path).statusCode();
    }

    private static String policy(Caller caller) {
        return caller.get("/a").headers().firstValue("RateLimit-Policy").orElse("");
    }

    private String key(String... args) {
        FluxCall call = flux(args);
        assertThat(call.exitCode()).as(call.err()).isZero();
        return call.out().strip();
    }

    private FluxCall flux(String... args) {
        return call("api-keys", args);
    }

    private FluxCall settings(String... args) {
        String[] all = new String[args.length + 1];
        all[0] = "update";
        System.arraycopy(args, 0, all, 1, args.length);
        return call("project", all);
    }

    private FluxCall call(String command, String... args) {
        String[] all = new String[args.length + 1];
        all[0] = command;
        System.arraycopy(args, 0, all, 1, args.length);
        return FluxCall.in(project, all);
    }
}

package io.fluxgateway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.fluxgateway.cli.dev.DevServer;
import io.fluxgateway.cli.dev.Projects;
import io.fluxgateway.cli.project.ProjectFolder;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Through a real gateway, to a server that tells what it was asked. */
class InvokeCommandTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    Path temporary;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch arrived = new CountDownLatch(1);
    private HttpServer upstream;
    private DevServer gateway;
    private Path project;

    @BeforeEach
    void start() throws Exception {
        upstream = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        upstream.setExecutor(threads);
        upstream.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            if (path.startsWith("/slow")) {
                arrived.countDown();
                return; // never answered
            }
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String said = exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("content-type") + " "
                    + exchange.getRequestHeaders().getFirst("x-mine") + " " + body;
            byte[] answer = JsonMapper.shared().writeValueAsBytes(Map.of("said", said));
            exchange.getResponseHeaders().set("content-type", "application/json");
            int more = path.startsWith("/short") ? 100 : 0;
            exchange.sendResponseHeaders(path.startsWith("/broken") ? 418 : 200, answer.length + more);
            exchange.getResponseBody().write(answer);
            exchange.getResponseBody().flush();
            exchange.close();
        });
        upstream.start();
        project = temporary.resolve("shop");
        function("save_order", "");
        function("get_item", ", \"method\": \"GET\", \"route\": \"/orders/{id}/items/{item}\"");
        function("files", ", \"method\": \"GET\", \"route\": \"/files/{path...}\"");
        function("broken", "");
        function("slow", "");
        function("short", "");
        gateway = DevServer.builder(ProjectFolder.of(project)).port(0).start();
    }

    @AfterEach
    void stop() {
        gateway.close();
        upstream.stop(0);
        threads.shutdownNow();
    }

    @Test
    void the_body_alone_is_on_standard_output_and_the_rest_on_standard_error() {
        FluxCall call = invoke("save_order", "--payload", "{\"a\": 1}", "--header", "X-Mine: yes");

        assertThat(call.exitCode()).as(call.err()).isZero();
        assertThat(call.out()).isEqualTo("{\"said\":\"POST /save_order application/json yes {\\\"a\\\": 1}\"}");
        assertThat(call.err())
                .matches("save_order  POST " + gateway.url()
                        + "/save_order  200  \\d+ ms  x-request-id [0-9a-f]{32}\\R");
    }

    @Test
    void the_key_is_made_for_one_call_shown_nowhere_and_revoked() {
        FluxCall call = invoke("save_order");

        assertThat(call.exitCode()).isZero();
        assertThat(call.out() + call.err()).doesNotContain("flx_");
        assertThat(keys()).hasSize(1).allMatch(line -> line.startsWith("  dev "));
        await().until(() -> FluxCall.in(project, "tail", "--last", "5").out().contains("invoke-"));
    }

    @Test
    void the_key_is_revoked_when_the_call_fails_or_is_broken_off() throws Exception {
        assertThat(invoke("broken").exitCode()).isEqualTo(1);
        assertThat(keys()).hasSize(1);
        try (ChildProcess call = ChildProcess.flux(
                project, "invoke", "slow", "--url", gateway.url().toString())) {
            assertThat(arrived.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(keys()).hasSize(2);
            JsonNode temporaryKey = JsonMapper.shared()
                    .readTree(FluxCall.in(project, "api-keys", "list", "--json").out())
                    .get(1);
            assertThat(temporaryKey.toString()).contains("invoke-", "[\"slow\"]", "\"expires");

            call.process().destroy(); // SIGTERM

            assertThat(call.exitCode()).isEqualTo(143);
        }
        await().atMost(LONG).until(() -> keys().size() == 1);
    }

    @Test
    void a_status_of_an_error_is_exit_code_1_with_its_body() {
        FluxCall call = invoke("broken");

        assertThat(call.exitCode()).isEqualTo(1);
        assertThat(call.out()).contains("POST /broken");
        assertThat(call.err()).contains("  418  ");
    }

    @Test
    void an_answer_that_breaks_off_is_a_failure_and_leaves_no_key() {
        FluxCall call = invoke("short");

        assertThat(call.exitCode()).isEqualTo(1);
        // It depends on how much of it had come, to the gateway and to here, when the connection was lost.
        assertThat(call.err())
                .containsPattern("flux: (the answer broke off|no answer from \\S+): |/short  502  ")
                .doesNotContain("\tat ");
        assertThat(keys()).hasSize(1);
    }

    @Test
    void json_tells_everything_in_one_object() {
        FluxCall call = invoke("get_item", "--param", "id=a b", "--param", "item=7", "--query", "q=x/y&z", "--json");

        JsonNode all = JsonMapper.shared().readTree(call.out());
        assertThat(call.exitCode()).isZero();
        assertThat(call.err()).isEmpty();
        assertThat(all.path("function").asString()).isEqualTo("get_item");
        assertThat(all.path("method").asString()).isEqualTo("GET");
        assertThat(all.path("url").asString()).isEqualTo(gateway.url() + "/orders/a%20b/items/7?q=x/y%26z");
        assertThat(all.path("status").asInt()).isEqualTo(200);
        assertThat(all.path("durationMillis").isNumber()).isTrue();
        assertThat(all.path("requestId").asString()).matches("[0-9a-f]{32}");
        assertThat(all.path("body").path("said").asString()).startsWith("GET /orders/a%20b/items/7?q=x/y%26z ");
    }

    @Test
    void missing_parameters_are_named() {
        FluxCall call = invoke("get_item", "--param", "id=");

        assertThat(call.exitCode()).isEqualTo(2);
        assertThat(call.err())
                .startsWith("flux: missing for /orders/{id}/items/{item}: --param id=VALUE --param item=VALUE");
    }

    @Test
    void the_rest_of_a_path_may_have_slashes_or_be_empty() {
        assertThat(invoke("files", "--param", "path=a/b c").out()).contains("GET /files/a/b%20c ");
        assertThat(invoke("files").out()).contains("GET /files/ ");
    }

    @Test
    void method_and_path_may_be_others_than_those_of_the_function() {
        FluxCall call = invoke("files", "--path", "/nowhere", "--method", "DELETE");

        assertThat(call.exitCode()).isEqualTo(1);
        assertThat(call.out()).contains("route_not_found");
        assertThat(call.err()).contains("DELETE " + gateway.url() + "/nowhere  404");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "get_item --param id=1 --param item=2 --param x=3 | --param: \"x\" is no parameter of",
                "get_item --param id=a/b --param item=2 | --param id: \"a/b\" (expected:",
                "get_item --param id=.. --param item=2 | --param id: \"..\" (expected:",
                "get_item --param id=1 --param item=2 --payload 1 | --payload: GET has none",
                "save_order --payload {\"a\": | --payload: line 1, column",
                "save_order --payload {\"a\":1}x | --payload: line 1, column",
                "save_order --payload 1,2 | --payload: line 1, column",
                "save_order --payload @none.json | --payload: \"@none.json\" (expected: a file",
                "save_order --query a | --query: \"a\" (expected: NAME=VALUE)",
                "save_order --header a | --header: \"a\" (expected: NAME: VALUE",
                "save_order --header Authorization:x | (expected: --key KEY, or FLUX_KEY)",
                "save_order --path orders | --path: \"orders\" (expected:",
                "save_order --url localhost:4000 | url: \"localhost:4000\" (expected:",
                "save_order --url http://u:secret@h | url: \"http://...@h\" (expected:",
                "save_order --method FETCH | FETCH"
            })
    void what_cannot_be_sent_is_wrong_usage_and_names_it(String line, String said) {
        FluxCall call = invoke(line.split(" ", -1));

        assertThat(call.exitCode()).as(call.err()).isEqualTo(2);
        assertThat(call.err()).contains(said, "Try 'flux invoke --help'.").doesNotContain("secret");
        assertThat(keys()).hasSize(1);
    }

    @Test
    void an_unknown_function_is_told_with_the_nearest() {
        FluxCall call = invoke("save_ordr");

        assertThat(call.exitCode()).isEqualTo(1);
        assertThat(call.err())
                .isEqualToIgnoringNewLines("flux: no function named \"save_ordr\" (did you mean save_order? there is"
                        + " broken, files, get_item, save_order, short, slow)");
    }

    @Test
    void no_server_is_told_in_a_line_and_leaves_no_key() throws Exception {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }

        FluxCall call = FluxCall.in(project, "invoke", "save_order", "--url", "http://localhost:" + free);

        assertThat(call.exitCode()).isEqualTo(1);
        assertThat(call.err())
                .isEqualToIgnoringNewLines("flux: no server at http://localhost:" + free
                        + "; start one with flux dev, or name another with --url");
        assertThat(keys()).hasSize(1);
    }

    @Test
    void a_key_that_is_given_is_used_and_never_shown() {
        String key = FluxCall.in(project, "api-keys", "create", "--name", "mine")
                .out()
                .strip();
        Map<String, String> environment =
                Map.of("FLUX_KEY", key, "FLUX_URL", gateway.url().toString());
        Surroundings here = new Surroundings(project, Clock.systemUTC(), environment);

        FluxCall good = FluxCall.with(here, "invoke", "save_order");
        FluxCall bad = FluxCall.with(here, "invoke", "save_order", "--key", "flx_live_wrong");
        FluxCall none = FluxCall.with(here, "invoke", "save_order", "--key", "two words");

        assertThat(good.exitCode()).as(good.err()).isZero();
        assertThat(bad.exitCode()).isEqualTo(1);
        assertThat(bad.out()).contains("credential_malformed");
        assertThat(none.exitCode()).isEqualTo(2);
        assertThat(none.err())
                .startsWith("flux: --key is no API key (expected:")
                .doesNotContain("two words");
        assertThat(good.out() + good.err() + bad.out() + bad.err()).doesNotContain(key, "flx_live_wrong");
        await().untilAsserted(() -> assertThat(
                        FluxCall.in(project, "tail", "--last", "5").out())
                .contains("mine")
                .doesNotContain("invoke-"));
    }

    @Test
    void a_payload_comes_from_a_file_or_from_standard_input() {
        Projects.write(project.resolve("order.json"), "{\"from\": \"file\"}");
        assertThat(invoke("save_order", "--payload", "@order.json").out()).contains("from", "file");

        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream("plain text".getBytes(StandardCharsets.UTF_8)));
        try {
            assertThat(invoke("save_order", "--payload", "-", "--header", "Content-Type: text/plain")
                            .out())
                    .contains("text/plain null plain text");
        } finally {
            System.setIn(before);
        }
    }

    private List<String> keys() {
        return FluxCall.in(project, "api-keys", "list").out().lines().toList();
    }

    /** Through that gateway, unless another is named. */
    private FluxCall invoke(String... args) {
        List<String> all = new ArrayList<>(List.of("invoke"));
        all.addAll(List.of(args));
        if (!all.contains("--url")) {
            all.addAll(List.of("--url", gateway.url().toString()));
        }
        return FluxCall.in(project, all.toArray(new String[0]));
    }

    private void function(String name, String fields) {
        Projects.write(
                project.resolve("functions").resolve(name).resolve("flux.json"),
                "{\"name\": \"" + name + "\", \"runtime\": \"http\", \"url\": \"http://127.0.0.1:"
                        + upstream.getAddress().getPort() + "\"" + fields + "}\n");
    }
}

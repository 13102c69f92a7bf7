package io.fluxgateway.cli.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fluxgateway.auth.ApiKeySecret;
import io.fluxgateway.cli.FluxCall;
import io.fluxgateway.cli.dev.Upstream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Whatever becomes of a request, the ID of its response finds a trace that tells it. */
final class TraceAcceptanceTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final String STATUS = "/attributes/http.response.status_code";
    private static final String ERROR = "/attributes/error.type";

    @TempDir
    static Path folder;

    static TestProject project;
    static Upstream upstream;
    static FluxProcess flux;

    @BeforeAll
    static void serve() throws IOException {
        upstream = new Upstream();
        project = new TestProject(folder)
                .function("orders", get("orders", ""), """
                        export default async (req: Request) => {
                          const answer = await fetch("http://127.0.0.1:%d/stock");
                          console.log("in stock", { status: answer.status });
                          return { ok: true };
                        };
                        """.formatted(upstream.port()))
                .function("notes", "{\"name\": \"notes\"}", """
                        export default async (req: Request) => {
                          await fetch("http://127.0.0.1:%d/stock?secret=of-the-call");
                          console.log("noted");
                          return await req.text();
                        };
                        """.formatted(upstream.port()))
                .function("refuses", get("refuses", ""), "export default () => new Response('no', { status: 409 });")
                .function("throws", get("throws", ""), "export default () => { throw new TypeError('on fire'); };")
                .function("broken", get("broken", ""), "export default ( => 1;")
                .function("sleeps", get("sleeps", ", \"timeout\": \"500ms\""), """
                        export default () => new Promise((done) => setTimeout(() => done("late"), 30_000));
                        """)
                .function("receipts", "{\"name\": \"receipts\", \"async\": true}", """
                        export default (request) => {
                          const attempt = Number(request.headers.get("x-flux-attempt"));
                          console.log("run", attempt);
                          if (attempt === 1) throw new Error("no paper");
                        };
                        """)
                .write(
                        "functions/nobody/flux.json",
                        get("nobody", ", \"runtime\": \"http\", \"url\": \"http://127.0.0.1:9\""));
        upstream.function(folder, "prices", "");
        upstream.function(folder, "held", "");
        flux = FluxProcess.dev(folder);
    }

    @AfterAll
    static void stop() {
        flux.close();
        upstream.close();
    }

    @Test
    void aSuccessTellsEveryDecisionAndWhatTheFunctionDid() {
        HttpResponse<String> response =
                flux.send(flux.request("GET", "/orders", flux.devKey()).header("Origin", "https://your-app.com"));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);

        await().atMost(LONG)
                .untilAsserted(() -> assertThat(report(response))
                        .containsSubsequence(
                                "trace " + id(response) + "  GET /orders  200  ",
                                "\ngateway  ",
                                "\n  auth          ok               key dev (flx_test_",
                                "\n  rate limit    ok  ",
                                "/120 left, plan free",
                                "\n  route         orders           GET /orders",
                                "\n  cors          allowed          https://your-app.com",
                                "\norders  ",
                                " ms   deno",
                                "\n  fetch GET 127.0.0.1:" + upstream.port() + "  ",
                                " ms   200",
                                "\n  log  info   in stock { status: 200 }"));
    }

    @Test
    void anHttpFunctionIsTracedToo() {
        HttpResponse<String> response = flux.send(flux.request("GET", "/prices", flux.devKey()));

        JsonNode trace = trace(response, 200);
        assertThat(trace.at("/attributes/flux.function.runtime").asString()).isEqualTo("http");
        assertThat(trace.at(ERROR).isMissingNode()).isTrue();
        assertThat(trace.at("/function/spanId").asString()).matches("[0-9a-f]{16}");
    }

    @Test
    void aRefusalOfTheFunctionsOwnIsNoProblemOfTheGateway() {
        HttpResponse<String> response = flux.send(flux.request("GET", "/refuses", flux.devKey()));

        assertThat(trace(response, 409).at(ERROR).isMissingNode()).isTrue();
        assertThat(tail("--path", "/refuses")).contains(" 409 ").contains("   answer of refuses");
    }

    @Test
    void anUnknownKeyIs401EvenIfItsBodyWasNeverRead() {
        String key = ApiKeySecret.generate(ApiKeySecret.Mode.LIVE).reveal();

        HttpResponse<String> response = flux.send(
                flux.request("POST", "/receipts", key).POST(HttpRequest.BodyPublishers.ofString("x".repeat(10_000))));

        assertRejected(response, 401, "credential_unknown", "auth");
        assertThat(report(response)).doesNotContain("the client left");
    }

    @Test
    void aKeyOfAnotherProjectIs403() throws Exception {
        String key = createKey("elsewhere");
        project.moveKeyToAnotherProject("elsewhere");

        HttpResponse<String> response = flux.send(flux.request("GET", "/orders", key));

        assertRejected(response, 403, "credential_of_other_project", "auth");
    }

    @Test
    void anUnknownPathIs404() {
        assertRejected(flux.send(flux.request("GET", "/nowhere", flux.devKey())), 404, "route_not_found", "route");
        assertThat(tail("--path", "/nowhere")).contains("   route: nothing at this path");
    }

    @Test
    void aKeyOverItsQuotaIs429() {
        String key = createKey("staging");
        HttpResponse<String> response = flux.send(flux.request("GET", "/nowhere/else", key));
        for (int i = 0; i < 1_000 && response.statusCode() != 429; i++) {
            response = flux.send(flux.request("GET", "/nowhere/else", key));
        }

        assertRejected(response, 429, "rate_limited", "rate limit");
        assertThat(tail("--key", "dev", "--status", "429")).isEmpty();
        assertThat(tail("--status", "429")).contains("   rate limit: 0/120 left, plan free, retry in 1 s");
    }

    @Test
    void aFunctionThatThrowsIs500WithItsErrorFileAndLine() {
        HttpResponse<String> response = flux.send(flux.request("GET", "/throws", flux.devKey()));

        JsonNode trace = trace(response, 500);
        assertThat(trace.at(ERROR).asString()).isEqualTo("function_error");
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(
                                trace(response, 500).at("/function/attributes").toString())
                        .contains(
                                "\"error.type\":\"function_error\"",
                                "\"exception.type\":\"TypeError\"",
                                "\"exception.message\":\"on fire\"",
                                "\"code.file.path\":\"functions/throws/index.ts\"",
                                "\"code.line.number\":\"1\""));
        assertThat(report(response))
                .containsSubsequence(
                        "\nthrows  ",
                        " ms   deno   function_error",
                        "\n  log  error  TypeError: on fire",
                        "functions/throws/index.ts:1");
    }

    @Test
    void aFunctionThatDoesNotStartIs502WithTheReason() {
        HttpResponse<String> response = flux.send(flux.request("GET", "/broken", flux.devKey()));

        assertRejected(response, 502, "function_failed_to_start", "dispatch");
        assertThat(report(response)).contains("SyntaxError: Expression expected", "functions/broken/index.ts:1");
        assertThat(tail("--function", "broken")).contains("   dispatch: its process ended with exit code 1; it said: ");
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(FluxCall.in(folder, "logs", "--function", "broken")
                                .out())
                        .contains("SyntaxError: Expression expected"));
    }

    @Test
    void aServerThatIsNotThereIs502() {
        HttpResponse<String> response = flux.send(flux.request("GET", "/nobody", flux.devKey()));

        assertThat(trace(response, 502).at(ERROR).asString()).isEqualTo("upstream_unreachable");
        assertThat(report(response)).contains(" ms   http   upstream_unreachable");
    }

    @Test
    void aFunctionOverItsTimeLimitIs504() {
        HttpResponse<String> response = flux.send(flux.request("GET", "/sleeps", flux.devKey()));

        assertThat(trace(response, 504).at(ERROR).asString()).isEqualTo("function_timeout");
        assertThat(report(response)).contains(" ms   deno   function_timeout");
        assertThat(tail("--status", "5xx", "--function", "sleeps")).contains("   function_timeout");
    }

    @Test
    void aQueuedInvocationIs202AndEachOfItsRunsIsPartOfTheTrace() {
        HttpResponse<String> response = flux.send(flux.request("POST", "/receipts", flux.devKey()));

        assertThat(trace(response, 202).at(ERROR).isMissingNode()).isTrue();
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(report(response))
                        .containsSubsequence(
                                "  POST /receipts  202  ",
                                "\nreceipts  ",
                                "   from the queue   function_error",
                                "\n  log  info   run 1",
                                "\n  log  error  Error: no paper",
                                "\nreceipts  ",
                                "   from the queue   204",
                                "\n  log  info   run 2\n"));
        assertThat(trace(response, 202).at("/spans/0/kind").asString()).isEqualTo("CONSUMER");
    }

    @Test
    void aPreflightIs204WithoutAKey() {
        HttpResponse<String> response = flux.send(flux.request("OPTIONS", "/orders")
                .header("Origin", "https://your-app.com")
                .header("Access-Control-Request-Method", "GET"));

        assertThat(trace(response, 204).at("/attributes/flux.key.name").isMissingNode())
                .isTrue();
        assertThat(report(response)).contains("\n  cors          preflight allowed  https://your-app.com\n");
    }

    @Test
    void aClientThatLeavesBeforeItsAnswerIs499() throws Exception {
        String id = "4bf92f3577b34da6a3ce929d0e0e4736";
        try (Socket client =
                new Socket(InetAddress.getLoopbackAddress(), flux.uri("/").getPort())) {
            client.getOutputStream()
                    .write(("GET /held HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + flux.devKey()
                                    + "\r\ntraceparent: 00-" + id + "-00f067aa0ba902b7-01\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            upstream.awaitHeld();
        }

        await().atMost(LONG)
                .untilAsserted(() -> assertThat(tail("--path", "/held")).contains(" 499 ", "   the client left"));
        FluxCall call = FluxCall.in(folder, "trace", id, "--json");
        JsonNode trace = JsonMapper.shared().readTree(call.out());
        assertThat(trace.at(STATUS).asInt()).isEqualTo(499);
        assertThat(trace.at(ERROR).asString()).isEqualTo("client_gone");
        assertThat(trace.path("parentSpanId").asString()).isEqualTo("00f067aa0ba902b7");
        assertThat(FluxCall.in(folder, "trace", id).out())
                .contains("\n  the client left before the response was complete\n");
    }

    @Test
    void nothingSecretIsRecordedAndAQueryOnlyWhereTheProjectWantsIt() {
        HttpRequest.Builder request = flux.request("POST", "/notes?token=of-the-query", flux.devKey())
                .header("Cookie", "session=of-the-cookie")
                .POST(HttpRequest.BodyPublishers.ofString("of-the-body"));
        HttpResponse<String> response = flux.send(request);
        assertThat(response.body()).contains("of-the-body");
        await().atMost(LONG).until(() -> report(response).contains("noted"));

        assertThat(recorded())
                .contains("/notes", "noted")
                .doesNotContain(flux.devKey().substring(13))
                .doesNotContain("of-the-query", "of-the-cookie", "of-the-body", "of-the-call");

        assertThat(FluxCall.in(folder, "project", "update", "--trace-queries", "true")
                        .out())
                .contains("traces    sampling 1.0, errors always; with queries");
        await().atMost(LONG)
                .untilAsserted(() ->
                        assertThat(report(flux.send(request))).contains("  POST /notes?token=of-the-query  200  "));
        assertThat(recorded()).contains("of-the-query").doesNotContain("of-the-cookie", "of-the-body");
        assertThat(FluxCall.in(folder, "project", "update", "--trace-queries", "false")
                        .exitCode())
                .isZero();
    }

    private static String get(String name, String fields) {
        return "{\"name\": \"" + name + "\", \"method\": \"GET\"" + fields + "}";
    }

    private static String createKey(String name) {
        return FluxCall.in(folder, "api-keys", "create", "--name", name).out().strip();
    }

    private static String id(HttpResponse<?> response) {
        return response.headers().firstValue("x-request-id").orElseThrow();
    }

    private static String report(HttpResponse<?> response) {
        return awaited("trace", id(response)).out();
    }

    /** The trace of a response, which must be of that status. */
    private static JsonNode trace(HttpResponse<String> response, int status) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        JsonNode trace = JsonMapper.shared()
                .readTree(awaited("trace", id(response), "--json").out());
        assertThat(trace.at(STATUS).asInt()).isEqualTo(status);
        return trace;
    }

    private static void assertRejected(HttpResponse<String> response, int status, String code, String step) {
        JsonNode trace = trace(response, status);
        assertThat(trace.at(ERROR).asString()).isEqualTo(code);
        JsonNode last = trace.path("steps").get(trace.path("steps").size() - 1);
        assertThat(last.path("step").asString()).isEqualTo(step);
        assertThat(last.path("outcome").asString()).isEqualTo(code);
        assertThat(trace.has("function")).isFalse();
    }

    /** A trace is there about a tenth of a second after its response. */
    private static FluxCall awaited(String... arguments) {
        return await().atMost(LONG).until(() -> FluxCall.in(folder, arguments), call -> call.exitCode() == 0);
    }

    private static String tail(String... filters) {
        String[] arguments = Stream.concat(Stream.of("tail", "--last", "20"), Stream.of(filters))
                .toArray(String[]::new);
        return FluxCall.in(folder, arguments).out();
    }

    /** All that is in the files with traces. */
    private static String recorded() {
        StringBuilder all = new StringBuilder();
        for (String file : List.of("traces.db", "traces.db-wal", "traces.db-shm")) {
            Path path = folder.resolve(".flux").resolve(file);
            try {
                all.append(Files.exists(path) ? Files.readString(path, StandardCharsets.ISO_8859_1) : "");
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
        return all.toString();
    }
}

package io.fluxgateway.cli.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fluxgateway.testkit.Promptly;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FunctionFailureAcceptanceTest {
    @TempDir
    static Path folder;

    static FluxProcess flux;

    @BeforeAll
    static void serve() {
        new TestProject(folder)
                .function(
                        "throws",
                        json("throws", "10s"),
                        "export default () => { throw new Error('the till is on fire'); };")
                .function("exits", json("exits", "10s"), """
                        export default (req: Request) => {
                          if (req.headers.get("x-exit")) Deno.exit(1);
                          return { pid: Deno.pid };
                        };
                        """)
                .function("broken", json("broken", "10s"), "export default ( => 1;")
                .function(
                        "sleeps",
                        json("sleeps", "500ms"),
                        "export default () => new Promise((done) => setTimeout(() => done('late'), 30_000));")
                .function("spins", json("spins", "500ms"), """
                        export default (req: Request) => {
                          while (req.headers.get("x-spin")) {}
                          return { pid: Deno.pid };
                        };
                        """);
        flux = FluxProcess.dev(folder);
    }

    @AfterAll
    static void stop() {
        flux.close();
    }

    @Test
    void aFunctionThatThrowsIs500AndItsStackIsInTheLogOnly() {
        HttpResponse<String> response = get("/throws");

        assertProblem(response, 500, "function_error");
        assertThat(response.body()).doesNotContain("till", "index.ts", "at ");
        String id = response.headers().firstValue("x-request-id").orElseThrow();
        await().untilAsserted(() -> assertThat(flux.stderr().lines())
                .anySatisfy(line -> assertThat(line).contains(id, "the till is on fire"))
                .anySatisfy(line -> assertThat(line).contains(id, "index.ts:1")));
    }

    @Test
    void aFunctionThatExitsIs502AndTheNextRequestIsServedByANewProcess() {
        String before = get("/exits").body();

        assertProblem(
                flux.send(flux.request("GET", "/exits", flux.devKey()).header("x-exit", "1")), 502, "function_crashed");

        HttpResponse<String> next = get("/exits");
        assertThat(next.statusCode()).as(next.body()).isEqualTo(200);
        assertThat(next.body()).contains("pid").isNotEqualTo(before);
    }

    @Test
    void aModuleWithASyntaxErrorIs502WithTheReasonInTheLog() {
        HttpResponse<String> response = get("/broken");

        assertProblem(response, 502, "function_failed_to_start");
        assertThat(response.body()).doesNotContain("Expression expected", "index.ts");
        await().untilAsserted(() -> assertThat(flux.stderr()).contains("[broken]", "functions/broken/index.ts:1"));
    }

    @Test
    void aFunctionThatSleepsBeyondItsTimeLimitIs504() {
        assertProblem(get("/sleeps"), 504, "function_timeout");
    }

    @Test
    void anEndlessLoopIs504AndTheFunctionAnswersAgainWithinFiveSeconds() throws Exception {
        Promptly.followed(Duration.ofSeconds(5), round -> {
            // Its time limit is a short one for a slow machine.
            String before = await().atMost(Duration.ofSeconds(30))
                    .until(() -> get("/spins").body(), body -> body.contains("pid"));

            assertProblem(
                    flux.send(flux.request("GET", "/spins", flux.devKey()).header("x-spin", "1")),
                    504,
                    "function_timeout");

            return () -> {
                HttpResponse<String> next = get("/spins");
                return next.statusCode() == 200
                        && next.body().contains("pid")
                        && !next.body().equals(before);
            };
        });
    }

    private static String json(String name, String timeout) {
        return "{\"name\": \"" + name + "\", \"method\": \"GET\", \"timeout\": \"" + timeout + "\"}";
    }

    private static HttpResponse<String> get(String target) {
        return flux.send(flux.request("GET", target, flux.devKey()));
    }

    private static void assertProblem(HttpResponse<String> response, int status, String code) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(response.body())
                .contains(
                        "\"code\":\"" + code + "\"",
                        "\"requestId\":\""
                                + response.headers().firstValue("x-request-id").orElseThrow() + "\"");
    }
}

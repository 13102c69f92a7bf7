package io.fluxgateway.cli.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fluxgateway.testkit.Promptly;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LifecycleAcceptanceTest {
    private static final String HELLO = "{\"name\": \"hello\", \"method\": \"GET\"}";
    private static final String SLOW =
            "{\"name\": \"slow\", \"method\": \"GET\", \"permissions\": {\"read\": [\"data\"]}}";
    private static final String PID = "export default () => ({ pid: Deno.pid });";
    private static final Duration LONG = Duration.ofSeconds(30);
    /** What the user is promised is a second. The first answer of a new process is waited for, too. */
    private static final Duration A_SECOND_AND_A_START = Duration.ofSeconds(5);

    @TempDir
    Path folder;

    @Test
    void concurrentFirstRequestsStartOneProcess() {
        new TestProject(folder).function("hello", HELLO, PID);
        try (FluxProcess flux = FluxProcess.dev(folder)) {
            List<CompletableFuture<HttpResponse<String>>> all = IntStream.range(0, 20)
                    .mapToObj(i -> flux.client()
                            .sendAsync(
                                    flux.request("GET", "/hello", flux.devKey()).build(),
                                    HttpResponse.BodyHandlers.ofString()))
                    .toList();

            assertThat(all.stream().map(CompletableFuture::join).map(HttpResponse::body))
                    .allMatch(body -> body.startsWith("{\"pid\":"))
                    .containsOnly(all.get(0).join().body());
        }
    }

    @Test
    void aFunctionsProcessEndsWithTheServerAlsoWhenThatIsKilled() {
        new TestProject(folder).function("hello", HELLO, PID);
        FluxProcess flux = FluxProcess.dev(folder);
        ProcessHandle deno = pid(flux.send(flux.request("GET", "/hello", flux.devKey())));
        assertThat(deno.isAlive()).isTrue();

        flux.process().destroyForcibly();

        await().atMost(Duration.ofSeconds(10)).until(() -> !deno.isAlive());
    }

    @Test
    void sigtermLetsARequestInFlightFinishAndLeavesNoProcess() {
        TestProject project =
                new TestProject(folder).function("hello", HELLO, PID).function("slow", SLOW, """
                        export default async () => {
                          console.log("slow has begun");
                          while (!(await Deno.readTextFile("data/go").catch(() => ""))) {
                            await new Promise((wake) => setTimeout(wake, 20));
                          }
                          return "finished";
                        };
                        """);
        FluxProcess flux = FluxProcess.dev(folder, "--drain", "60s");
        ProcessHandle deno = pid(flux.send(flux.request("GET", "/hello", flux.devKey())));
        CompletableFuture<HttpResponse<String>> slow = flux.client()
                .sendAsync(flux.request("GET", "/slow", flux.devKey()).build(), HttpResponse.BodyHandlers.ofString());
        await().atMost(LONG).until(() -> flux.stderr().contains("slow has begun"));

        flux.process().destroy();
        flux.awaitStopping();
        project.write("data/go", "now");

        assertThat(slow.join().body()).isEqualTo("finished");
        assertThat(flux.exitCode()).isZero();
        assertThat(deno.isAlive()).isFalse();
    }

    @Test
    void linesThatAFunctionLogsCarryItsNameAndTheRequestId() {
        new TestProject(folder)
                .function(
                        "hello",
                        HELLO,
                        "export default () => { console.log('to the log'); console.error('to stderr'); return 1; };");
        try (FluxProcess flux = FluxProcess.dev(folder)) {
            HttpResponse<String> response = flux.send(flux.request("GET", "/hello", flux.devKey()));
            String id = response.headers().firstValue("x-request-id").orElseThrow();

            await().untilAsserted(() -> assertThat(flux.stderr().lines())
                    .anySatisfy(line -> assertThat(line).contains("hello", id, "to the log"))
                    .anySatisfy(line -> assertThat(line).contains("hello", id, "to stderr")));
        }
    }

    @Test
    void aChangedModuleAndANewRouteAreLiveWithinASecond() throws Exception {
        TestProject project = new TestProject(folder).function("hello", HELLO, "export default () => 'one';");
        FluxProcess.run("project", "update", "--dir", folder.toString(), "--limit", "1000000/min");
        try (FluxProcess flux = FluxProcess.dev(folder)) {
            assertThat(body(flux, "/hello")).isEqualTo("one");

            Promptly.followed(A_SECOND_AND_A_START, round -> {
                project.write("functions/hello/index.ts", "export default () => 'two " + round + "';");
                return () -> body(flux, "/hello").equals("two " + round);
            });

            Promptly.followed(A_SECOND_AND_A_START, round -> {
                String route = "/greet" + round;
                project.write(
                        "functions/hello/flux.json",
                        "{\"name\": \"hello\", \"method\": \"GET\", \"route\": \"" + route + "\"}");
                return () -> body(flux, route).startsWith("two ");
            });

            Promptly.followed(A_SECOND_AND_A_START, round -> {
                String name = "more" + round;
                project.function(
                        name, "{\"name\": \"" + name + "\", \"method\": \"GET\"}", "export default () => 'more';");
                return () -> body(flux, "/" + name).equals("more");
            });
        }
    }

    @Test
    void aBrokenManifestLeavesTheOldRoutesServingAndIsReportedWhole() {
        TestProject project = new TestProject(folder).function("hello", HELLO, "export default () => 'one';");
        try (FluxProcess flux = FluxProcess.dev(folder)) {
            project.write(
                    "functions/hello/flux.json", "{\"name\": \"hello\",\n \"method\": \"GTE\",\n \"asinc\": true}");

            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(flux.stderr() + flux.stdout())
                            .contains("functions/hello/flux.json:2: method \"GTE\"", "functions/hello/flux.json:3: "));
            assertThat(body(flux, "/hello")).isEqualTo("one");

            project.write(
                    "functions/hello/flux.json", "{\"name\": \"hello\", \"method\": \"GET\", \"route\": \"/ok\"}");
            eventually(() -> assertThat(body(flux, "/ok")).isEqualTo("one"));
        }
    }

    @Test
    void aRequestInFlightOutlivesTheReloadOfItsFunction() {
        TestProject project = new TestProject(folder).function("hello", HELLO, """
                        export default () => {
                          console.log("old one has begun");
                          return new Promise((done) => setTimeout(() => done("old"), 2000));
                        };
                        """);
        try (FluxProcess flux = FluxProcess.dev(folder)) {
            CompletableFuture<HttpResponse<String>> old = flux.client()
                    .sendAsync(
                            flux.request("GET", "/hello", flux.devKey()).build(), HttpResponse.BodyHandlers.ofString());
            await().atMost(LONG).until(() -> flux.stderr().contains("old one has begun"));

            project.write("functions/hello/index.ts", "export default () => 'new';");

            eventually(() -> assertThat(body(flux, "/hello")).isEqualTo("new"));
            assertThat(old.join().body()).isEqualTo("old");
        }
    }

    @Test
    void anAsyncFunctionIsAnsweredAtOnceAndRunsWithTheSameRequestId() {
        new TestProject(folder)
                .function(
                        "later",
                        "{\"name\": \"later\", \"async\": true}",
                        "export default async (req: Request) => console.log('ran with', await req.text());");
        try (FluxProcess flux = FluxProcess.dev(folder)) {
            HttpResponse<String> response = flux.send(flux.request("POST", "/later", flux.devKey())
                    .POST(java.net.http.HttpRequest.BodyPublishers.ofString("a receipt")));
            String id = response.headers().firstValue("x-request-id").orElseThrow();

            assertThat(response.statusCode()).isEqualTo(202);
            assertThat(response.body()).isEqualTo("{\"requestId\":\"" + id + "\",\"status\":\"queued\"}");
            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(flux.stderr().lines())
                            .anySatisfy(line -> assertThat(line).contains("later", id, "ran with a receipt")));
        }
    }

    private static String body(FluxProcess flux, String target) {
        return flux.send(flux.request("GET", target, flux.devKey())).body();
    }

    private static void eventually(Runnable assertion) {
        await().atMost(LONG).untilAsserted(assertion::run);
    }

    private static ProcessHandle pid(HttpResponse<String> response) {
        assertThat(response.body()).matches("\\{\"pid\":\\d+}");
        return ProcessHandle.of(Long.parseLong(response.body().replaceAll("\\D", "")))
                .orElseThrow();
    }
}

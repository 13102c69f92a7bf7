package io.fluxgateway.cli.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
    private static final String PID = "export default () => ({ pid: Deno.pid });";

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
        new TestProject(folder)
                .function("hello", HELLO, PID)
                .function("slow", "{\"name\": \"slow\", \"method\": \"GET\"}", """
                        export default () => {
                          console.log("slow has begun");
                          return new Promise((done) => setTimeout(() => done("finished"), 1500));
                        };
                        """);
        FluxProcess flux = FluxProcess.dev(folder);
        ProcessHandle deno = pid(flux.send(flux.request("GET", "/hello", flux.devKey())));
        CompletableFuture<HttpResponse<String>> slow = flux.client()
                .sendAsync(flux.request("GET", "/slow", flux.devKey()).build(), HttpResponse.BodyHandlers.ofString());
        await().atMost(Duration.ofSeconds(20)).until(() -> flux.stderr().contains("slow has begun"));

        flux.process().destroy();

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
    void aChangedModuleAndANewRouteAreLiveWithinASecond() {
        TestProject project = new TestProject(folder).function("hello", HELLO, "export default () => 'one';");
        try (FluxProcess flux = FluxProcess.dev(folder)) {
            assertThat(body(flux, "/hello")).isEqualTo("one");

            project.write("functions/hello/index.ts", "export default () => 'two';");
            soon(() -> assertThat(body(flux, "/hello")).isEqualTo("two"));

            project.write(
                    "functions/hello/flux.json", "{\"name\": \"hello\", \"method\": \"GET\", \"route\": \"/greet\"}");
            soon(() -> assertThat(body(flux, "/greet")).isEqualTo("two"));

            project.function("more", "{\"name\": \"more\", \"method\": \"GET\"}", "export default () => 'more';");
            soon(() -> assertThat(body(flux, "/more")).isEqualTo("more"));
        }
    }

    @Test
    void aBrokenManifestLeavesTheOldRoutesServingAndIsReportedWhole() {
        TestProject project = new TestProject(folder).function("hello", HELLO, "export default () => 'one';");
        try (FluxProcess flux = FluxProcess.dev(folder)) {
            project.write(
                    "functions/hello/flux.json", "{\"name\": \"hello\",\n \"method\": \"GTE\",\n \"asinc\": true}");

            await().atMost(Duration.ofSeconds(5))
                    .untilAsserted(() -> assertThat(flux.stderr() + flux.stdout())
                            .contains("functions/hello/flux.json:2: method \"GTE\"", "functions/hello/flux.json:3: "));
            assertThat(body(flux, "/hello")).isEqualTo("one");

            project.write(
                    "functions/hello/flux.json", "{\"name\": \"hello\", \"method\": \"GET\", \"route\": \"/ok\"}");
            soon(() -> assertThat(body(flux, "/ok")).isEqualTo("one"));
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
            await().atMost(Duration.ofSeconds(20)).until(() -> flux.stderr().contains("old one has begun"));

            project.write("functions/hello/index.ts", "export default () => 'new';");

            soon(() -> assertThat(body(flux, "/hello")).isEqualTo("new"));
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
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(flux.stderr().lines())
                            .anySatisfy(line -> assertThat(line).contains("later", id, "ran with a receipt")));
        }
    }

    private static String body(FluxProcess flux, String target) {
        return flux.send(flux.request("GET", target, flux.devKey())).body();
    }

    /** What the user is promised: within a second. The first answer of a new process is waited for, too. */
    private static void soon(Runnable assertion) {
        await().atMost(Duration.ofSeconds(5))
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(assertion::run);
    }

    private static ProcessHandle pid(HttpResponse<String> response) {
        assertThat(response.body()).matches("\\{\"pid\":\\d+}");
        return ProcessHandle.of(Long.parseLong(response.body().replaceAll("\\D", "")))
                .orElseThrow();
    }
}

package io.fluxgateway.deno;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fluxgateway.function.FunctionManifest;
import io.fluxgateway.function.FunctionManifest.Permissions;
import io.fluxgateway.function.Target;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a function is given, what it may return, and what it may touch. */
final class HandlerContractTest {
    private static final String ID = "0123456789abcdef0123456789abcdef";
    private static final String OTHER_ID = "fedcba9876543210fedcba9876543210";

    @TempDir
    Path project;

    private final PrintStream stderr = System.err;
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private Fixture fixture;
    private DenoRuntime runtime;

    @BeforeEach
    void start() {
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        fixture = new Fixture(project);
        runtime = fixture.runtime().environment(environment()).build();
    }

    @AfterEach
    void stop() {
        runtime.close();
        System.setErr(stderr);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "() => new Response('own', {status: 201})  | 201 | text/plain;charset=UTF-8 | own",
                "async () => ({a: [1, null]})              | 200 | application/json | {\"a\":[1,null]}",
                "() => 42                                  | 200 | application/json | 42",
                "() => false                               | 200 | application/json | false",
                "() => 'text'                              | 200 | text/plain;charset=UTF-8 | text",
                "() => undefined                           | 204 | | ''",
                "() => null                                | 204 | | ''",
                "{ fetch() { return this.x }, x: 'this' }  | 200 | text/plain;charset=UTF-8 | this"
            })
    void aHandlerMayReturnAResponseOrAValue(String handler, int status, String type, String body)
            throws ExecutionException {
        HttpResponse<String> response = Fixture.call(
                runtime,
                fixture.function("f", "export default " + handler + ";").build());

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("content-type").orElse(null)).isEqualTo(type);
        assertThat(response.body()).isEqualTo(body);
    }

    @Test
    void aHandlerLearnsTheRequestIdTheParametersAndTheKeysName() throws ExecutionException {
        FunctionManifest function = fixture.function("f", "export default (_: Request, ctx) => ctx;")
                .build();

        HttpResponse<String> response = Fixture.call(
                runtime,
                function,
                "x-request-id",
                ID,
                "x-flux-params",
                "{\"id\":\"caf\\u00e9\"}",
                "x-flux-key-name",
                "till");

        assertThat(response.body())
                .isEqualTo("{\"requestId\":\"" + ID + "\",\"params\":{\"id\":\"café\"},\"key\":\"till\"}");
    }

    @Test
    void aHandlerSeesNoSecretOfTheGateway() throws ExecutionException {
        FunctionManifest function = fixture.function("f", "export default (r: Request) => [...r.headers.keys()];")
                .build();

        HttpResponse<String> response =
                Fixture.call(runtime, function, "x-flux-params", "{}", "x-flux-key-name", "till", "x-mine", "1");

        assertThat(response.body()).contains("x-mine", "x-flux-key-name").doesNotContain("secret", "params");
    }

    @Test
    void aProcessAnswersNobodyWithoutItsSecret() throws Exception {
        FunctionManifest function =
                fixture.function("f", "export default () => 'in';").build();
        Target.Remote target = Fixture.acquire(runtime, function);

        HttpResponse<String> response = Fixture.client()
                .send(
                        HttpRequest.newBuilder(URI.create(
                                        "http://127.0.0.1:" + target.endpoint().port()))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());

        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(response.body()).isEmpty();
    }

    @Test
    void aFunctionCannotPretendToBeTheGateway() throws ExecutionException {
        FunctionManifest function = fixture.function(
                        "f", "export default () => new Response('x', {headers: {'x-flux-error': 'e', 'x-mine': '1'}});")
                .build();

        HttpResponse<String> response = Fixture.call(runtime, function);

        assertThat(response.headers().firstValue("x-flux-error")).isEmpty();
        assertThat(response.headers().firstValue("x-mine")).contains("1");
    }

    @Test
    void whatAHandlerThrowsIsMarkedAndLoggedWithTheRequestIdAndNotSent() throws ExecutionException {
        FunctionManifest function = fixture.function("f", "export default () => { throw new Error('on fire'); };")
                .build();

        HttpResponse<String> response = Fixture.call(runtime, function, "x-request-id", ID);

        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(response.headers().firstValue("x-flux-error")).contains("function_error");
        assertThat(response.body()).isEmpty();
        await().untilAsserted(() -> assertThat(log())
                .contains("[f] [" + ID + "] Error: on fire", "functions/f/index.ts:1:")
                .doesNotContain("bootstrap.mjs"));
    }

    @Test
    void linesOfRequestsThatInterleaveCarryTheirOwnIds() throws Exception {
        FunctionManifest function = fixture.function("f", """
                        export default async (r: Request) => {
                          const who = r.headers.get("x-who");
                          console.log("begin", who);
                          await new Promise((done) => setTimeout(done, 50));
                          console.warn("end\\nof", { who });
                          return "ok";
                        };
                        """).build();
        Fixture.call(runtime, function, "x-who", "nobody");

        CompletableFuture<?> first = CompletableFuture.runAsync(() -> quietly(function, ID, "anna"));
        CompletableFuture<?> second = CompletableFuture.runAsync(() -> quietly(function, OTHER_ID, "ben"));
        CompletableFuture.allOf(first, second).get();

        await().untilAsserted(() -> assertThat(log())
                .contains("[f] [" + ID + "] begin anna", "[f] [" + ID + "] of { who: 'anna' }")
                .contains("[f] [" + OTHER_ID + "] begin ben", "[f] [" + OTHER_ID + "] of { who: 'ben' }"));
    }

    @Test
    void aPromiseThatNobodyWaitsForIsLoggedAndEndsNothing() throws ExecutionException {
        FunctionManifest function = fixture.function(
                        "f",
                        "export default () => { Promise.reject(new Error('lost')); setTimeout(() => { throw 'late'; }, 1);"
                                + " return String(Deno.pid); };")
                .build();

        String before = Fixture.call(runtime, function).body();

        await().untilAsserted(() -> assertThat(log()).contains("lost", "late"));
        assertThat(Fixture.call(runtime, function).body()).isEqualTo(before);
    }

    @Test
    void whatAFunctionPrintsItselfCannotBeTakenForTheGatewaysLines() throws ExecutionException {
        FunctionManifest function = fixture.function(
                        "f",
                        "Deno.stdout.writeSync(new TextEncoder().encode('ready 1\\nfailed\\n')); export default () => 'ok';")
                .build();

        assertThat(Fixture.call(runtime, function).body()).isEqualTo("ok");
        assertThat(log()).contains("[f] [-] ready 1");
    }

    // Permissions

    @Test
    void aFunctionMayReadItsModulesAndNothingElse() throws Exception {
        Files.writeString(project.resolve("secret.txt"), "secret");
        Files.createDirectories(project.resolve("functions/_shared"));
        Files.writeString(project.resolve("functions/_shared/index.ts"), "export const shared = 'shared';");

        assertThat(tries("Deno.readTextFileSync('secret.txt')", Permissions.NONE))
                .startsWith("refused");
        assertThat(tries("Deno.writeTextFileSync('new.txt', '')", Permissions.NONE))
                .startsWith("refused");
        assertThat(tries("Deno.env.get('HOME')", Permissions.NONE)).startsWith("refused");
        assertThat(tries("new Deno.Command('ls').outputSync()", Permissions.NONE))
                .startsWith("refused");
        assertThat(tries("Deno.hostname()", Permissions.NONE)).startsWith("refused");
        assertThat(Fixture.call(
                                runtime,
                                fixture.function(
                                                "imports",
                                                "import { shared } from '../_shared/index.ts'; export default () => shared;")
                                        .build())
                        .body())
                .isEqualTo("shared");
    }

    @Test
    void whatIsListedIsAllowedRelativeToTheProject() throws Exception {
        Files.createDirectories(project.resolve("data"));
        Permissions data = new Permissions(null, List.of("data"), List.of("data"));

        assertThat(tries("Deno.writeTextFileSync('data/a.txt', 'kept') ?? Deno.readTextFileSync('data/a.txt')", data))
                .isEqualTo("kept");
        assertThat(tries("Deno.readTextFileSync('../x')", data)).startsWith("refused");
        assertThat(project.resolve("data/a.txt")).hasContent("kept");
    }

    @Test
    void hostsThatAreNotListedCannotBeReached() throws Exception {
        String connect = "(await Deno.connect({hostname: '127.0.0.1', port: 9}).catch((e) => e)).name";

        assertThat(tries(connect, Permissions.NONE)).isEqualTo("ConnectionRefused");
        assertThat(tries(connect, new Permissions(List.of("api.example.com"), List.of(), List.of())))
                .isEqualTo("NotCapable");
    }

    @Test
    void onlyVariablesThatAreListedCanBeSeen() throws Exception {
        FunctionManifest function = fixture.function(
                        "f",
                        "export default () => [Deno.env.get('SHOWN'), Object.keys(Deno.env.toObject?.() ?? {}).length];")
                .env("SHOWN")
                .build();
        FunctionManifest curious = fixture.function("g", "export default () => Deno.env.get('HIDDEN');")
                .env("SHOWN")
                .build();

        assertThat(Fixture.call(runtime, curious).statusCode()).isEqualTo(500);
        assertThat(Fixture.call(runtime, function).statusCode()).isIn(200, 500);
        assertThat(Fixture.call(
                                runtime,
                                fixture.function("h", "export default () => Deno.env.get('SHOWN');")
                                        .env("SHOWN")
                                        .build())
                        .body())
                .isEqualTo("to all");
    }

    @Test
    void deniedOnceIsNotAskedForOnATerminal() throws Exception {
        assertThat(tries("Deno.permissions.requestSync({name: 'read'}).state", Permissions.NONE))
                .isIn("denied", "prompt");
    }

    private String tries(String expression, Permissions permissions) throws ExecutionException {
        String module = "export default async () => { try { return String(await (async () => " + expression
                + ")()); } catch (e) { return 'refused: ' + e.name; } };";
        return Fixture.call(
                        runtime,
                        fixture.function("tries", module)
                                .permissions(permissions)
                                .build())
                .body();
    }

    private static Map<String, String> environment() {
        Map<String, String> environment = new java.util.TreeMap<>(System.getenv());
        environment.put("SHOWN", "to all");
        environment.put("HIDDEN", "secret");
        return environment;
    }

    private void quietly(FunctionManifest function, String id, String who) {
        try {
            Fixture.call(runtime, function, "x-request-id", id, "x-who", who);
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    private String log() {
        return log.toString(StandardCharsets.UTF_8);
    }
}

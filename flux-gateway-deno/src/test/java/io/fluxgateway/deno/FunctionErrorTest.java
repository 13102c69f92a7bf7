package io.fluxgateway.deno;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fluxgateway.function.FunctionManifest;
import io.fluxgateway.trace.LogEvent;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Errors that a function does not catch: which request they belong to, and where in its source they come from. */
final class FunctionErrorTest extends TracedFunctions {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "500 | fail();",
                "500 | await pause(); fail();",
                "500 | await Promise.all([pause(), pause().then(fail)]);",
                "204 | setTimeout(fail, 1);",
                "204 | setTimeout(async () => { await pause(); fail(); });",
                "204 | const timer = setInterval(() => { clearInterval(timer); fail(); }, 1);",
                "204 | setImmediate(fail);",
                "204 | queueMicrotask(fail);",
                "204 | pause().then(fail);",
                "204 | new Promise(fail);"
            })
    void anErrorThatNobodyCatchesIsItsRequestsWithItsPlaceInTheSource(int status, String body)
            throws ExecutionException {
        FunctionManifest function = fixture.function("f", """
                        interface Order { id: string }
                        type Pause = () => Promise<void>;

                        const pause: Pause = () => new Promise((done) => setTimeout(done, 1));
                        function fail(): never {
                          throw new RangeError("order is gone" as string);
                        }

                        export default async (request: Request) => { %s };
                        """.formatted(body)).build();

        assertThat(Fixture.call(runtime, function, CALLER.headers()).statusCode())
                .isEqualTo(status);

        LogEvent event = onlyLog();
        assertThat(event.traceId()).isEqualTo(CALLER.traceId());
        assertThat(event.spanId()).isEqualTo(CALLER.spanId());
        assertThat(event.level()).isEqualTo(LogEvent.Level.ERROR);
        assertThat(event.text())
                .contains("RangeError: order is gone", "functions/f/index.ts:6:9")
                .doesNotContain(".mjs", "ext:", "file:");
        assertThat(event.attributes())
                .hasSize(4)
                .containsEntry("exception.type", "RangeError")
                .containsEntry("exception.message", "order is gone")
                .containsEntry("code.file.path", "functions/f/index.ts")
                .containsEntry("code.line.number", "6");
        assertThat(Fixture.call(runtime, function, new Caller(2).headers()).statusCode())
                .as("another request of the same process")
                .isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"broken\"                                           | string    | broken",
                "undefined                                            | undefined | undefined",
                "null                                                 | object    | null",
                "42                                                   | number    | 42",
                "Symbol('s')                                          | symbol    | Symbol(s)",
                "{ name: 'Own', message: 'mine' }                     | Own       | mine",
                "Object.create(null)                                  | object    | ''",
                "{ get name() { throw 1; } }                          | object    | ''",
                "{ message: 1, stack: { toString() { throw 1; } } }   | object    | 1",
                "{ [Symbol.for('nodejs.util.inspect.custom')]() { throw 1; } } | object | [object Object]",
                "new Proxy({}, { get() { throw 1; } })                | object    | ''"
            })
    void whateverIsThrownIsTold(String thrown, String type, String message) throws ExecutionException {
        FunctionManifest function = fixture.function("f", "export default () => { throw " + thrown + "; };")
                .build();

        assertThat(Fixture.call(runtime, function, CALLER.headers()).statusCode())
                .isEqualTo(500);

        LogEvent event = onlyLog();
        assertThat(event.traceId()).isEqualTo(CALLER.traceId());
        assertThat(event.attributes())
                .containsEntry("exception.type", type)
                .containsEntry("exception.message", message)
                .doesNotContainKey("code.file.path");
    }

    @Test
    void anErrorOfSharedCodeIsPlacedThereAndOneOfAPackageWhereItWasUsed() throws Exception {
        Files.createDirectories(project.resolve("functions/_shärd"));
        Files.writeString(
                project.resolve("functions/_shärd/till.ts"),
                "export function open() {\n  throw new Error('till');\n}\n");
        Files.createDirectories(project.resolve("node_modules/lib"));
        Files.writeString(project.resolve("node_modules/lib/bootstrap.mjs"), "export const use = () => { null.x; };\n");

        FunctionManifest shared = fixture.function(
                        "f", "import { open } from '../_shärd/till.ts';\nexport default () => open();")
                .build();
        FunctionManifest packaged = fixture.function(
                        "g",
                        "import { use } from '../../node_modules/lib/bootstrap.mjs';\n\nexport default () => use();")
                .build();
        Fixture.call(runtime, shared, CALLER.headers());
        assertThat(onlyLog().attributes())
                .containsEntry("code.file.path", "functions/_shärd/till.ts")
                .containsEntry("code.line.number", "2");
        Fixture.call(runtime, packaged, CALLER.headers());
        await().untilAsserted(() -> assertThat(traces.logs()).hasSize(2));
        assertThat(traces.logs().get(1).attributes())
                .containsEntry("code.file.path", "functions/g/index.ts")
                .containsEntry("code.line.number", "3");
        assertThat(traces.logs().get(1).text()).contains("node_modules/lib/bootstrap.mjs:1:");
    }

    @Test
    void aConsoleThatTheFunctionBrokeStillLetsErrorsBeTold() throws ExecutionException {
        FunctionManifest function = fixture.function("f", """
                        console.error = () => { throw new Error("worse"); };
                        (globalThis as any).console = null;
                        export default () => { throw new Error("told"); };
                        """).build();

        assertThat(Fixture.call(runtime, function, CALLER.headers()).statusCode())
                .isEqualTo(500);

        assertThat(onlyLog().attributes()).containsEntry("exception.message", "told");
    }

    @Test
    void anErrorsMessageIsBoundedAndKeepsNoQueryOfAnAddress() throws ExecutionException {
        FunctionManifest function = fixture.function("f", """
                        export default (request: Request) => {
                          if (request.headers.has("x-long")) {
                            throw Object.assign(new Error("m".repeat(1e7)), { name: "n".repeat(1e7) });
                          }
                          throw new Error("no answer of https://sesame:sesame@api.example.com/v1?key=sesame#sesame (yet)");
                        };
                        """).build();

        Fixture.call(runtime, function, CALLER.headers());
        assertThat(onlyLog().attributes())
                .containsEntry("exception.message", "no answer of https://api.example.com/v1 (yet)");
        assertThat(onlyLog().text()).doesNotContain("sesame");

        Fixture.call(runtime, function, CALLER.headers("x-long", "1"));
        await().untilAsserted(() -> assertThat(traces.logs()).hasSize(2));
        assertThat(traces.logs().get(1).attributes().get("exception.message")).hasSize(1_001);
        assertThat(traces.logs().get(1).attributes().get("exception.type")).hasSize(201);
        assertThat(traces.logs().get(1).text()).hasSize(8_001);
    }

    @Test
    void whatAModuleThatCannotBeLoadedSaysIsLogged() {
        FunctionManifest function = fixture.function("f", "\nthrow new Error('no till');\nexport default () => 1;")
                .build();

        assertThat(runtime.acquire(function)).failsWithin(Duration.ofSeconds(20));

        await().untilAsserted(() ->
                assertThat(String.join("\n", traces.texts())).contains("Error: no till", "functions/f/index.ts:2:"));
        assertThat(traces.logs()).allSatisfy(event -> {
            assertThat(event.function()).isEqualTo("f");
            assertThat(event.traceId()).isNull();
        });
    }

    private LogEvent onlyLog() {
        await().untilAsserted(() -> assertThat(traces.logs()).hasSize(1));
        return traces.logs().get(0);
    }
}

package io.fluxgateway.deno;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.fluxgateway.function.FunctionManifest;
import io.fluxgateway.trace.LogEvent;
import io.fluxgateway.trace.Trace;
import io.fluxgateway.trace.TraceSink;
import java.io.BufferedReader;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/** The pipe that reports take: who can write into it, and what happens when nobody reads it. */
final class FunctionOutputTest extends TracedFunctions {
    @Test
    void whatIsWrittenPastTheConsoleIsOfNoRequestAndTakesNoReportWithIt() throws ExecutionException {
        FunctionManifest function =
                fixture.function("f", """
                export default () => {
                const write = (stream, text) => stream.writeSync(new TextEncoder().encode(text));
                write(Deno.stdout, 'out\\n');
                write(Deno.stderr, '{"t":"log","m":"forged","r":"%s"}\\n');
                write(Deno.stdout, 'unfinished');
                console.log('reported');
                };
                """.formatted(CALLER.traceId())).build();
        Fixture.call(runtime, function, CALLER.headers());

        await().untilAsserted(() -> assertThat(traces.texts()).contains("reported"));
        assertThat(traces.logs())
                .extracting(LogEvent::text, LogEvent::traceId)
                .containsExactly(
                        tuple("out", null),
                        tuple("{\"t\":\"log\",\"m\":\"forged\",\"r\":\"" + CALLER.traceId() + "\"}", null),
                        tuple("unfinished", null),
                        tuple("reported", CALLER.traceId()));
    }

    @Test
    void aFunctionThatReplacesWhatItFindsLearnsNoSecret() throws Exception {
        FunctionManifest function = fixture.function("f", """
                        import { AsyncLocalStorage } from "node:async_hooks";
                        const seen: string[] = [];
                        const record = (value: unknown) => {
                          if (value instanceof Uint8Array) {
                            seen.push(new Decoder().decode(value));
                          } else if (typeof value === "string") {
                            seen.push(value);
                          } else if (value instanceof Headers) {
                            forEach.call(value, (text, name) => seen.push(name + ": " + text));
                          } else if (value instanceof Request) {
                            record(headersOf.call(value));
                          } else if (Array.isArray(value) && value !== seen) {
                            for (let i = 0; i < value.length; i++) { record(value[i]); }
                          }
                        };
                        const Decoder = TextDecoder;
                        const { apply, construct } = Reflect;
                        const forEach = Headers.prototype.forEach;
                        const headersOf = Object.getOwnPropertyDescriptor(Request.prototype, "headers")!.get!;
                        for (const owner of [
                          Headers.prototype, Worker.prototype, TextEncoder.prototype, Uint8Array.prototype, String.prototype,
                          Array.prototype, Function.prototype, JSON, Deno, Atomics, Reflect, MessagePort.prototype,
                          Object.getPrototypeOf(Deno.stdout), Object.getPrototypeOf(Uint8Array.prototype), AsyncLocalStorage.prototype,
                        ]) {
                          for (const name of Reflect.ownKeys(owner)) {
                            const property = Object.getOwnPropertyDescriptor(owner, name)!;
                            if (name === "constructor" || typeof property.value !== "function" || !property.configurable) {
                              continue;
                            }
                            const given = property.value;
                            let inside = false;
                            Object.defineProperty(owner, name, { ...property, value(...all: unknown[]) {
                              if (!inside) {
                                inside = true;
                                try { record(this); all.forEach(record); } catch { /* goes on */ }
                                inside = false;
                              }
                              return new.target ? construct(given, all) : apply(given, this, all);
                            } });
                          }
                        }
                        (Object.prototype as any).toJSON = undefined;
                        export default (request: Request) => {
                          console.log("logged");
                          record(request.headers);
                          seen.push(...Deno.args, import.meta.url, Deno.mainModule);
                          return new Response(seen.join("\\n"));
                        };
                        """).build();

        String first = Fixture.call(runtime, function, CALLER.headers()).body();
        String second = Fixture.call(runtime, function, CALLER.headers()).body();

        assertThat(first + second).contains("x-who: " + CALLER.marker()).doesNotContainPattern("[0-9a-f]{48}");
        assertThat(second).doesNotContain("x-flux-secret: ", "x-flux-span: ");
        try (var files = Files.list(project.resolve(".flux/deno"))) {
            for (Path file : files.toList()) {
                assertThat(file).content().doesNotContainPattern("[0-9a-f]{48}");
            }
        }
    }

    @Test
    void requestsAreAnsweredWhileNobodyReadsWhatTheyReport() throws Exception {
        FunctionManifest function = fixture.function("f", """
                        export default async () => {
                          for (let i = 0; i < 20_000; i++) { console.log("flood", i); }
                          await fetch("http://127.0.0.1:1/").catch(() => {});
                          return "done";
                        };
                        """).build();
        Process process = new DenoCommand(options()).of(function).start();
        try (BufferedReader output = process.inputReader()) {
            process.getOutputStream().write("secret\ntoken\n".getBytes(StandardCharsets.US_ASCII));
            process.getOutputStream().flush();
            String port = output.readLine().replace("token ready ", "");

            for (int i = 0; i < 5; i++) {
                HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port))
                        .timeout(Duration.ofSeconds(20))
                        .headers(CALLER.headers("x-flux-secret", "secret"));
                assertThat(Fixture.client()
                                .send(request.build(), HttpResponse.BodyHandlers.ofString())
                                .body())
                        .isEqualTo("done");
            }
            assertThat(process.isAlive()).isTrue();
        }
        process.getOutputStream().close();
        await().until(() -> !process.isAlive());
    }

    @Test
    void aSinkThatThrowsStopsNoOtherLine() throws ExecutionException {
        TraceSink broken = new TraceSink() {
            @Override
            public void accept(Trace trace) {}

            @Override
            public void accept(LogEvent event) {
                traces.accept(event);
                throw new IllegalStateException("broken");
            }
        };
        try (DenoRuntime other = fixture.runtime().traces(broken).build()) {
            FunctionManifest function = fixture.function(
                            "f", "console.log('first'); export default () => console.log('second');")
                    .build();
            Fixture.call(other, function, CALLER.headers());

            await().untilAsserted(() -> assertThat(traces.texts()).containsExactly("first", "second"));
        }
    }

    private DenoOptions options() {
        Duration limit = Duration.ofSeconds(30);
        return new DenoOptions(
                Fixture.deno(), project, project.resolve("state"), Map.of(), limit, limit, limit, traces);
    }
}

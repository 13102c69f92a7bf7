package io.fluxgateway.deno;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fluxgateway.function.FunctionManifest;
import io.fluxgateway.function.Target;
import io.fluxgateway.trace.LogEvent;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many requests in one process, each with its own trace. */
final class FunctionInterleavingTest {
    @TempDir
    Path project;

    @Test
    void requestsThatInterleaveNeverSwapALineOrACall() throws Exception {
        RecordedTraces traces = new RecordedTraces();
        Fixture fixture = new Fixture(project);
        try (Upstream upstream = new Upstream();
                DenoRuntime runtime = fixture.runtime().traces(traces).build()) {
            FunctionManifest function =
                    fixture.function("f", """
                        const pause = () => new Promise((done) => setTimeout(done, Math.random() * 20));
                        let most = 0, now = 0;
                        export default async (request: Request) => {
                          most = Math.max(most, ++now);
                          const who = request.headers.get("x-who");
                          console.group();
                          for (let i = 0; i < 5; i++) {
                            console.log("line", i, who);
                            await pause();
                            await fetch("%s?", { headers: { "x-who": who } }).then((r) => r.body?.cancel());
                            setTimeout(() => console.warn("later", i, who), Math.random() * 20);
                            queueMicrotask(() => console.debug("soon", i, who));
                          }
                          await Promise.all([pause(), pause().then(() => console.error("last", who))]);
                          console.groupEnd();
                          now--;
                          return String(most);
                        };
                        """.formatted(upstream.url("/"))).build();
            List<Caller> callers = IntStream.range(0, 50).mapToObj(Caller::new).toList();
            Target.Remote target = Fixture.acquire(runtime, function);

            List<CompletableFuture<HttpResponse<String>>> responses = callers.stream()
                    .map(caller -> Fixture.client()
                            .sendAsync(
                                    Fixture.request(target, caller.headers()).build(),
                                    HttpResponse.BodyHandlers.ofString()))
                    .toList();

            int mostAtOnce = responses.stream()
                    .mapToInt(one -> Integer.parseInt(one.join().body()))
                    .max()
                    .orElseThrow();
            assertThat(mostAtOnce).as("requests under way at once").isGreaterThan(1);
            await().untilAsserted(() -> {
                assertThat(traces.logs()).hasSize(50 * 16);
                assertThat(traces.spans()).hasSize(50 * 5);
            });
            for (Caller caller : callers) {
                assertThat(traces.logs())
                        .filteredOn(event -> caller.traceId().equals(event.traceId()))
                        .hasSize(16)
                        .allSatisfy(event -> {
                            assertThat(event.text()).endsWith(caller.marker()).doesNotStartWith("   ");
                            assertThat(event.spanId()).isEqualTo(caller.spanId());
                        })
                        .extracting(LogEvent::text)
                        .doesNotHaveDuplicates();
                assertThat(traces.spans())
                        .filteredOn(span -> caller.traceId().equals(span.traceId()))
                        .hasSize(5)
                        .allSatisfy(span -> assertThat(span.parentSpanId()).isEqualTo(caller.spanId()))
                        .allSatisfy(span -> assertThat(upstream.received())
                                .filteredOn(received ->
                                        received.header("traceparent").contains(span.spanId()))
                                .singleElement()
                                .satisfies(received ->
                                        assertThat(received.header("x-who")).isEqualTo(caller.marker())));
            }
        }
    }
}

package io.fluxgateway.cli.acceptance;

import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class QuotaAcceptanceTest {
    private static final int BURST = 120;
    private static final int REQUESTS = 130;

    @Test
    void of130RequestsAtOnce120PassAndTheRestAreToldWhenToComeBack(@TempDir Path folder) {
        new TestProject(folder)
                .function("hello", "{\"name\": \"hello\", \"method\": \"GET\"}", "export default () => 'hello';");
        try (FluxProcess flux = FluxProcess.dev(folder)) {
            String other = FluxProcess.run("api-keys", "create", "--name", "other", "--dir", folder.toString())
                    .stdout()
                    .strip();
            flux.send(flux.request("GET", "/hello", other)); // the function is warm; costs the first key nothing

            long start = System.nanoTime();
            Map<Integer, List<HttpResponse<String>>> byStatus = together(flux, flux.devKey());
            long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds() + 1;

            assertThat(byStatus.keySet()).containsExactlyInAnyOrder(200, 429);
            assertThat((long) byStatus.get(200).size()).isBetween((long) BURST, BURST + seconds);
            byStatus.values()
                    .forEach(responses -> assertThat(responses).allSatisfy(response -> {
                        assertThat(response.headers().firstValue("RateLimit-Policy"))
                                .contains("\"free\";q=120;w=120");
                        assertThat(response.headers().firstValue("RateLimit").orElseThrow())
                                .matches("\"free\";r=\\d+;t=\\d+");
                    }));
            assertThat(byStatus.get(429)).allSatisfy(response -> {
                assertThat(retryAfter(response)).isGreaterThanOrEqualTo(1);
                assertThat(response.body()).contains("\"code\":\"rate_limited\"");
            });

            assertThat(flux.send(flux.request("GET", "/hello", other)).statusCode())
                    .isEqualTo(200);

            HttpResponse<String> refused = untilRefused(flux);
            await().pollDelay(Duration.ofSeconds(retryAfter(refused)))
                    .atMost(Duration.ofSeconds(retryAfter(refused) + 5))
                    .until(() -> true);
            assertThat(flux.send(flux.request("GET", "/hello", flux.devKey())).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void anUnknownPathCostsQuotaAndAnOverdrawnKeyIs429ThereToo(@TempDir Path folder) {
        new TestProject(folder)
                .function("hello", "{\"name\": \"hello\", \"method\": \"GET\"}", "export default () => 'hello';");
        try (FluxProcess flux = FluxProcess.dev(folder)) {
            IntStream.range(0, BURST)
                    .forEach(i -> assertThat(flux.send(flux.request("GET", "/nowhere", flux.devKey()))
                                    .statusCode())
                            .isIn(404, 429));

            await().untilAsserted(() -> assertThat(flux.send(flux.request("GET", "/nowhere", flux.devKey()))
                            .statusCode())
                    .isEqualTo(429));
        }
    }

    private static Map<Integer, List<HttpResponse<String>>> together(FluxProcess flux, String key) {
        List<CompletableFuture<HttpResponse<String>>> all = IntStream.range(0, REQUESTS)
                .mapToObj(i -> flux.client()
                        .sendAsync(flux.request("GET", "/hello", key).build(), HttpResponse.BodyHandlers.ofString()))
                .toList();
        return all.stream().map(CompletableFuture::join).collect(groupingBy(HttpResponse::statusCode));
    }

    private static HttpResponse<String> untilRefused(FluxProcess flux) {
        return await().until(
                        () -> flux.send(flux.request("GET", "/hello", flux.devKey())),
                        response -> response.statusCode() == 429);
    }

    private static long retryAfter(HttpResponse<String> response) {
        return Long.parseLong(response.headers().firstValue("Retry-After").orElseThrow());
    }
}

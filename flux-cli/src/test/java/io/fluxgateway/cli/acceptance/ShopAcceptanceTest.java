package io.fluxgateway.cli.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README promises of the sample. */
final class ShopAcceptanceTest {
    private static final Path SAMPLE = Path.of("..", "samples", "shop");

    @TempDir
    Path temporary;

    @Test
    void theShopTakesListsAndShowsOrdersAndSendsReceipts() {
        Path shop = copy(SAMPLE, temporary.resolve("shop"));
        try (FluxProcess flux = FluxProcess.dev(shop)) {
            assertThat(flux.stdout().lines().limit(5))
                    .containsExactly(
                            "flux dev  shop  4 functions",
                            "  POST /create_order   create_order   deno",
                            "  GET  /orders         list_orders    deno",
                            "  GET  /orders/{id}    get_order      deno",
                            "  POST /send_receipt   send_receipt   deno  async");

            HttpResponse<String> created = post(flux, "/create_order", "{\"userId\": \"u_881\", \"total\": 49.99}");
            assertThat(created.statusCode()).as(created.body()).isEqualTo(200);
            assertThat(created.headers().firstValue("content-type")).contains("application/json");
            assertThat(created.headers().firstValue("x-request-id").orElseThrow())
                    .matches("[0-9a-f]{32}");
            assertThat(created.body()).matches("\\{\"orderId\":\"ord_[0-9a-f]{20}\"}");
            String id = created.body().substring(12, 36);

            assertThat(get(flux, "/orders").body()).contains(id, "u_881", "49.99");
            assertThat(get(flux, "/orders/" + id).body()).contains("\"orderId\":\"" + id + "\"");
            assertThat(get(flux, "/orders/ord_nope").statusCode()).isEqualTo(404);
            assertThat(post(flux, "/create_order", "{\"userId\": 1}").body()).contains("userId: expected");

            assertThat(post(flux, "/send_receipt", "{\"orderId\": \"" + id + "\"}")
                            .statusCode())
                    .isEqualTo(202);
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(shop.resolve("data/receipts/" + id + ".json"))
                            .content()
                            .contains("u_881", "49.99"));
        }
    }

    @Test
    void theKeyIsShownAtTheFirstStartOnlyAndGoesOnWorking() {
        Path shop = copy(SAMPLE, temporary.resolve("shop"));
        String key;
        try (FluxProcess first = FluxProcess.dev(shop)) {
            key = first.devKey();
        }
        try (FluxProcess second = FluxProcess.dev(shop)) {
            assertThat(second.stdout()).doesNotContain("flx_test_");
            assertThat(second.send(second.request("GET", "/orders", key)).statusCode())
                    .isEqualTo(200);
        }
    }

    private static HttpResponse<String> post(FluxProcess flux, String target, String body) {
        return flux.send(flux.request("POST", target, flux.devKey())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private static HttpResponse<String> get(FluxProcess flux, String target) {
        return flux.send(flux.request("GET", target, flux.devKey()));
    }

    /** Without what running it by hand has left there. */
    static Path copy(Path from, Path to) {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path relative = from.relativize(file);
                if (!relative.startsWith(".flux") && !relative.startsWith("data")) {
                    Files.createDirectories(to.resolve(relative.toString()).getParent());
                    if (Files.isRegularFile(file)) {
                        Files.copy(file, to.resolve(relative.toString()));
                    }
                }
            }
            return to;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

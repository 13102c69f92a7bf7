package io.fluxgateway.samples.orders;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxgateway.auth.ApiKeySecret;
import io.fluxgateway.auth.ProjectKeys;
import io.fluxgateway.jdbc.SqliteStore;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class OrdersApplicationTest {
    private static final String NAME = "till-" + System.nanoTime(); // the store outlives a run

    private static String key;

    private final HttpClient client = HttpClient.newHttpClient();

    @LocalServerPort
    private int port;

    @BeforeAll
    static void makeKey() throws Exception {
        try (SqliteStore store = SqliteStore.open(Path.of(".flux"))) { // as the flux command does it, beside the application
            key = new ProjectKeys("spring-boot-orders", store.keys())
                    .create(NAME, ApiKeySecret.Mode.TEST)
                    .reveal();
        }
    }

    @Test
    void theControllerIsBehindKeysAndQuotas() throws Exception {
        HttpResponse<String> refused = send("GET", "/orders", null, "");
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");

        HttpResponse<String> list = send("GET", "/orders", key, "");
        assertThat(list.statusCode()).isEqualTo(200);
        assertThat(list.headers().firstValue("RateLimit")).isPresent();
        assertThat(list.headers().firstValue("x-request-id").orElse("")).matches("[0-9a-f]{32}");
    }

    @Test
    void theControllerKnowsItsCaller() throws Exception {
        HttpResponse<String> made = send("POST", "/orders", key, "{\"product\": \"tea\", \"quantity\": 2}");

        assertThat(made.statusCode()).isEqualTo(201);
        assertThat(made.body()).contains("\"by\":\"" + NAME + "\"").contains("\"product\":\"tea\"");
        String id = made.body().replaceAll("(?s).*\"id\":(\\d+).*", "$1");
        assertThat(send("GET", "/orders/" + id, key, "").body()).isEqualTo(made.body());
        assertThat(send("GET", "/orders/4711", key, "").statusCode()).isEqualTo(404);
    }

    @Test
    void anOtherSpellingOfAGuardedPathIsGuardedToo() throws Exception {
        for (String spelling : new String[] {"/orders/", "/orders;x=1", "/%6Frders", "/orders;a/1", "/x/..;/orders"}) {
            assertThat(send("GET", spelling, null, "").statusCode()).as(spelling).isIn(400, 401);
        }
    }

    @Test
    void whatIsNotDeclaredStaysOpen() throws Exception {
        HttpResponse<String> health = send("GET", "/health", null, "");

        assertThat(health.body()).isEqualTo("up");
        assertThat(health.headers().firstValue("RateLimit")).isEmpty();
        assertThat(health.headers().firstValue("x-request-id")).isPresent();
    }

    /** The README shows all that was added, in at most 20 lines. */
    @Test
    void theReadmeShowsTheWholeDifference() throws Exception {
        Path folder = Path.of("..");
        String readme = Files.readString(folder.resolve("README.md"));
        String diff = readme.substring(readme.indexOf("```diff\n") + 8, readme.indexOf("```\n", readme.indexOf("```diff")));
        List<String> added = new ArrayList<>();
        String rest = "";
        for (String line : diff.lines().toList()) {
            if (line.startsWith("--- ")) {
                rest = Files.readString(folder.resolve(line.substring(4)));
            } else {
                added.add(line.substring(1));
                assertThat(rest).contains(line.substring(1) + "\n");
                rest = rest.replace(line.substring(1) + "\n", "");
            }
        }
        rest = rest.replace("package io.fluxgateway.samples.orders;", "");
        assertThat(rest).doesNotContainIgnoringCase("gateway").doesNotContainIgnoringCase("flux");
        assertThat(added).hasSizeLessThanOrEqualTo(20);

        String source = Files.readString(folder.resolve("src/main/java/io/fluxgateway/samples/orders/OrdersApplication.java"));
        assertThat(Files.readString(Path.of("../../../README.md")))
                .contains(source.substring(source.indexOf("@SpringBootApplication\n"), source.indexOf("    public static void main")));
    }

    private HttpResponse<String> send(String method, String path, String credential, String body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (credential != null) {
            request.header("Authorization", "Bearer " + credential);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}

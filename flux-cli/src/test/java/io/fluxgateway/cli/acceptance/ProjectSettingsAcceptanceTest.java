package io.fluxgateway.cli.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProjectSettingsAcceptanceTest {
    @Test
    void originsAndPlanSetByAnotherProcessAreServedWithinASecond(@TempDir Path folder) {
        new TestProject(folder).function("save", "{\"name\": \"save\"}", """
                        export default () => new Response("saved", {
                          headers: { "Access-Control-Allow-Origin": "https://evil.example", "Vary": "Accept" },
                        });
                        """);
        try (FluxProcess flux = FluxProcess.dev(folder)) {
            // Its process runs from now on: the second is that of the settings alone.
            assertThat(post(flux, "https://app.test").statusCode()).isEqualTo(200);
            FluxProcess update = FluxProcess.run(
                    "project",
                    "update",
                    "--plan",
                    "pro",
                    "--cors-origin",
                    "https://*.example.com",
                    "--cors-origin",
                    "https://app.test",
                    "--dir",
                    folder.toString());
            assertThat(update.exitCode()).as(update::stderr).isZero();

            await().atMost(Duration.ofSeconds(1))
                    .pollInterval(Duration.ofMillis(20))
                    .untilAsserted(() -> assertThat(
                                    post(flux, "https://app.test").headers().allValues("Access-Control-Allow-Origin"))
                            .containsExactly("https://app.test"));
            HttpResponse<String> pattern = post(flux, "https://a.b.example.com");
            assertThat(pattern.statusCode()).isEqualTo(200);
            assertThat(pattern.headers().allValues("Access-Control-Allow-Origin"))
                    .containsExactly("https://a.b.example.com");
            assertThat(String.join(", ", pattern.headers().allValues("Vary"))).contains("Accept", "Origin");
            assertThat(pattern.headers().firstValue("RateLimit-Policy")).contains("\"pro\";q=2000;w=120");
            for (String refused :
                    new String[] {"https://evil.example", "https://example.com", "http://app.test", "null"}) {
                assertThat(post(flux, refused).headers().map().keySet())
                        .noneMatch(
                                name -> name.toLowerCase(java.util.Locale.ROOT).startsWith("access-control"));
            }
        }
    }

    private static HttpResponse<String> post(FluxProcess flux, String origin) {
        return flux.send(flux.request("POST", "/save", flux.devKey())
                .header("Origin", origin)
                .POST(HttpRequest.BodyPublishers.noBody()));
    }
}

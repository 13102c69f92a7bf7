package io.fluxgateway.cli.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxgateway.testkit.Promptly;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProjectSettingsAcceptanceTest {
    @Test
    void originsAndPlanSetByAnotherProcessAreServedWithinASecond(@TempDir Path folder) throws Exception {
        new TestProject(folder).function("save", "{\"name\": \"save\"}", """
                        export default () => new Response("saved", {
                          headers: { "Access-Control-Allow-Origin": "https://evil.example", "Vary": "Accept" },
                        });
                        """);
        update(folder, "--plan", "team"); // which leaves room for many requests
        try (FluxProcess flux = FluxProcess.dev(folder)) {
            // Its process runs from now on: the second is that of the settings alone.
            assertThat(post(flux, "https://app.test").statusCode()).isEqualTo(200);

            Promptly.followed(Duration.ofSeconds(1), round -> {
                String origin = "https://app-" + round + ".test";
                update(folder, "--plan", "pro", "--cors-origin", "https://*.example.com", "--cors-origin", origin);
                return () -> allowedOrigins(post(flux, origin)).equals(List.of(origin));
            });

            HttpResponse<String> pattern = post(flux, "https://a.b.example.com");
            assertThat(pattern.statusCode()).isEqualTo(200);
            assertThat(allowedOrigins(pattern)).containsExactly("https://a.b.example.com");
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

    private static void update(Path folder, String... options) {
        List<String> command = new ArrayList<>(List.of("project", "update", "--dir", folder.toString()));
        command.addAll(List.of(options));
        FluxProcess update = FluxProcess.run(command.toArray(String[]::new));
        assertThat(update.exitCode()).as(update::stderr).isZero();
    }

    private static List<String> allowedOrigins(HttpResponse<String> response) {
        return response.headers().allValues("Access-Control-Allow-Origin");
    }

    private static HttpResponse<String> post(FluxProcess flux, String origin) {
        return flux.send(flux.request("POST", "/save", flux.devKey())
                .header("Origin", origin)
                .POST(HttpRequest.BodyPublishers.noBody()));
    }
}

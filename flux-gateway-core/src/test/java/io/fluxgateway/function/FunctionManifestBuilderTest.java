package io.fluxgateway.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.fluxgateway.function.FunctionManifest.Permissions;
import io.fluxgateway.function.FunctionManifest.Source;
import io.fluxgateway.function.RetryPolicy.Backoff;
import io.fluxgateway.http.Method;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class FunctionManifestBuilderTest {

    @Test
    void aNameIsEnough() {
        FunctionManifest function = FunctionManifest.named("orders").build();
        assertThat(function.runtime()).isEqualTo("host");
        assertThat(function.method()).isEqualTo(Method.POST);
        assertThat(function.route()).hasToString("/orders");
        assertThat(function.timeout()).hasSeconds(30);
        assertThat(function.source()).isEqualTo(Source.CODE);
    }

    @Test
    void everyFieldCanBeSet() {
        Permissions permissions = new Permissions(List.of("a.b:1"), List.of("in"), List.of("out"));
        RetryPolicy policy = new RetryPolicy(2, Backoff.FIXED, Duration.ofMillis(200), Duration.ofSeconds(1));
        FunctionManifest function = FunctionManifest.named("a")
                .runtime("deno")
                .route("/a/{id}")
                .method(Method.GET)
                .async(policy)
                .entry("main.ts")
                .timeout(Duration.ofMillis(100))
                .maxBody(2048)
                .env("A", "B")
                .permissions(permissions)
                .directory(Path.of("functions/a"))
                .version("7")
                .build();
        assertThat(function)
                .isEqualTo(new FunctionManifest(
                        "a",
                        "deno",
                        RoutePattern.parse("/a/{id}"),
                        Method.GET,
                        true,
                        policy,
                        "main.ts",
                        null,
                        Duration.ofMillis(100),
                        2048L,
                        List.of("A", "B"),
                        permissions,
                        Source.CODE,
                        Path.of("functions/a"),
                        "7"));
    }

    @Test
    void aUrlMeansTheRuntimeHttp() {
        FunctionManifest function =
                FunctionManifest.named("a").url("http://localhost:1/x").build();
        assertThat(function.runtime()).isEqualTo("http");
        assertThat(function.url()).isEqualTo(URI.create("http://localhost:1/x"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FunctionManifest.named("a").runtime("http").build())
                .withMessage("url: null (expected: one with the runtime http and only there)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FunctionManifest.named("a")
                        .url("http://b")
                        .runtime("java")
                        .build());
    }

    @Test
    void theHostApplicationCannotBeQueued() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FunctionManifest.named("a").async().build())
                .withMessage("async: true (expected: another runtime than host, since the application answers requests"
                        + " only while they are there)");
    }

    @Test
    void aDifferentFunctionHasADifferentVersion() {
        String version = FunctionManifest.named("a").build().version();
        assertThat(FunctionManifest.named("a").build().version()).isEqualTo(version);
        assertThat(FunctionManifest.named("a").env("A").build().version()).isNotEqualTo(version);
        FunctionManifestBuilder java = FunctionManifest.named("a").runtime("java");
        String now = java.build().version();
        String queued = java.async().build().version();
        RetryPolicy once = new RetryPolicy(1, Backoff.FIXED, Duration.ofSeconds(1), Duration.ofSeconds(1));
        assertThat(queued).isNotEqualTo(now);
        assertThat(java.async(once).build().version()).isNotEqualTo(queued);
    }

    @Test
    void theSetterThatIsGivenNonsenseFails() {
        FunctionManifestBuilder builder = FunctionManifest.named("a");
        assertThatIllegalArgumentException().isThrownBy(() -> FunctionManifest.named("A"));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.runtime(""));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.route("a"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.method(Method.HEAD))
                .withMessage("method \"HEAD\" (expected one of GET, POST, PUT, PATCH, DELETE)");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.entry("../a.ts"));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.url("ftp://a"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.timeout(Duration.ofMinutes(16)))
                .withMessage("timeout: PT16M (expected: PT0.1S to PT15M)");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.env("A", "B C"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.permissions(new Permissions(List.of("http://a"), List.of(), List.of())));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.permissions(new Permissions(null, List.of("/"), List.of())));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.permissions(new Permissions(null, List.of(), List.of(".."))));
    }
}

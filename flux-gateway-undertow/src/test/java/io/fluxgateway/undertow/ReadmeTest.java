package io.fluxgateway.undertow;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxgateway.Gateway;
import io.fluxgateway.auth.ApiKeySecret;
import io.fluxgateway.auth.InMemoryKeyStore;
import io.fluxgateway.auth.ProjectKeys;
import io.fluxgateway.function.FunctionManifest;
import io.fluxgateway.http.Method;
import io.fluxgateway.route.RouteTable;
import io.fluxgateway.testkit.LoopbackHost;
import io.undertow.Undertow;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The README's example of embedding is the one that is compiled and run here. */
final class ReadmeTest {
    @Test
    void theReadmeShowsTheExampleAsItIs() throws Exception {
        assertThat(Files.readString(Path.of("../README.md")))
                .contains("```java\n" + snippet("EmbeddedApp") + "```")
                .contains("```java\n" + snippet("TrialKeys") + "```");
    }

    private static String snippet(String example) throws IOException {
        String source = Files.readString(Path.of("src/test/java/io/fluxgateway/undertow/" + example + ".java"));
        return source.substring(source.indexOf("// snippet\n") + 11, source.indexOf("// end"))
                .stripIndent();
    }

    @Test
    void theMiddlewareOfTheReadmeRefusesWhatATrialKeyMayNot() throws Exception {
        InMemoryKeyStore keys = new InMemoryKeyStore();
        ProjectKeys project = new ProjectKeys("my-app", keys);
        String trial = project.create("trial-1", ApiKeySecret.Mode.LIVE).reveal();
        String paid = project.create("paid", ApiKeySecret.Mode.LIVE).reveal();
        RouteTable routes = RouteTable.of(
                FunctionManifest.named("read")
                        .route("/orders")
                        .method(Method.GET)
                        .build(),
                FunctionManifest.named("write").route("/orders").build());
        try (Gateway gateway = TrialKeys.readOnly(keys, routes)) {
            assertThat(orders("GET", trial, gateway).status()).isEqualTo(200);
            assertThat(orders("POST", paid, gateway).status()).isEqualTo(200);
            LoopbackHost refused = orders("POST", trial, gateway);
            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.body()).contains("\"code\":\"trial_key\"");
        }
    }

    private static LoopbackHost orders(String method, String key, Gateway gateway) {
        return LoopbackHost.request(method, "/orders")
                .withKey(key)
                .withApplication(host -> host.respond(200, "[]"))
                .sendTo(gateway::handle);
    }

    @Test
    void theExamplePutsAnApplicationBehindKeys() throws Exception {
        InMemoryKeyStore keys = new InMemoryKeyStore();
        ApiKeySecret secret = new ProjectKeys("my-app", keys).create("test", ApiKeySecret.Mode.LIVE);
        Undertow server =
                EmbeddedApp.serve(exchange -> exchange.getResponseSender().send("[]"), keys, 0);
        try {
            int port = ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort();
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/orders"));
            HttpClient client = HttpClient.newHttpClient();

            HttpResponse<String> refused = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            HttpResponse<String> answered = client.send(
                    request.header("Authorization", "Bearer " + secret.reveal()).build(),
                    HttpResponse.BodyHandlers.ofString());

            assertThat(refused.statusCode()).isEqualTo(401);
            assertThat(answered.statusCode()).isEqualTo(200);
            assertThat(answered.body()).isEqualTo("[]");
            assertThat(answered.headers().firstValue("RateLimit")).isPresent();
        } finally {
            server.stop();
        }
    }
}

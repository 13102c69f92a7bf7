package io.fluxgateway.samples.middleware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fluxgateway.auth.ApiKeySecret;
import io.fluxgateway.auth.InMemoryKeyStore;
import io.fluxgateway.undertow.FluxServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class TenantServerTest {
    private final HttpClient client = HttpClient.newHttpClient();
    private final InMemoryKeyStore keys = new InMemoryKeyStore();
    private final List<String> log = new CopyOnWriteArrayList<>();
    private String acme;
    private String nobodys;

    @BeforeEach
    void makeKeys() throws Exception {
        acme = TenantServer.keys(keys)
                .create("acme-web", ApiKeySecret.Mode.TEST)
                .reveal();
        nobodys = TenantServer.keys(keys)
                .create("nobodys", ApiKeySecret.Mode.TEST)
                .reveal();
    }

    @Test
    void theFunctionLearnsTheTenantOfTheKeyAndNoOther() throws Exception {
        try (FluxServer server = TenantServer.start(keys, Set.of("127.0.0.1"), log::add, 0)) {
            HttpResponse<String> answer = get(server, acme);

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("tenant acme");
            assertThat(get(server, nobodys).body()).contains("\"code\":\"tenant_unknown\"");
        }
    }

    @Test
    void anAddressThatIsNotListedIsRefusedBeforeItsKeyIsLookedAt() throws Exception {
        try (FluxServer server = TenantServer.start(keys, Set.of("192.0.2.1"), log::add, 0)) {
            HttpResponse<String> answer = get(server, "flx_live_of_nobody");

            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(answer.body())
                    .contains("\"code\":\"address_not_allowed\"")
                    .contains("127.0.0.1");
            assertThat(answer.headers().firstValue("x-request-id")).isPresent();
        }
    }

    @Test
    void everyRequestIsLoggedOnceRejectedOnesIncluded() throws Exception {
        try (FluxServer server = TenantServer.start(keys, Set.of("127.0.0.1"), log::add, 0)) {
            get(server, acme);
            get(server, "flx_live_of_nobody");

            await().untilAsserted(() -> assertThat(log).hasSize(2));
            assertThat(log.get(0)).matches("GET /whoami 200 acme \\d+ us");
            assertThat(log.get(1)).matches("GET /whoami 401 null \\d+ us");
        }
    }

    private HttpResponse<String> get(FluxServer server, String key) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/whoami"))
                        .header("Authorization", "Bearer " + key)
                        .header("x-tenant", "made-up")
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}

package io.fluxgateway.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxgateway.Gateway;
import io.fluxgateway.auth.ApiKeySecret;
import io.fluxgateway.auth.ProjectKeys;
import io.fluxgateway.function.FluxFunction;
import io.fluxgateway.function.FunctionManifest;
import io.fluxgateway.http.Method;
import io.fluxgateway.route.RouteTable;
import io.fluxgateway.testkit.LoopbackHost;
import io.fluxgateway.testkit.Promptly;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Gateways of two projects with one store. */
class PostgresGatewayTest {
    private final PostgresSchema database = new PostgresSchema();

    private Store store;
    private Gateway shop;
    private Gateway blog;

    @BeforeEach
    void open() throws Exception {
        store = database.open();
        shop = gateway("shop");
        blog = gateway("blog");
    }

    @AfterEach
    void close() {
        shop.close();
        blog.close();
        store.close();
    }

    @Test
    void aKeyOpensTheGatewayOfItsProjectAndNoOther() throws Exception {
        String key = new ProjectKeys("shop", store.keys())
                .create("till", ApiKeySecret.Mode.LIVE)
                .reveal();

        assertThat(status(shop, key)).isEqualTo(200);
        assertThat(status(blog, key)).isEqualTo(403);
        assertThat(status(shop, ApiKeySecret.generate(ApiKeySecret.Mode.LIVE).reveal()))
                .isEqualTo(401);
    }

    @Test
    void aKeyThatAnotherNodeRevokesIsRefusedWithinASecond() throws Exception {
        Promptly.followed(Duration.ofSeconds(1), round -> {
            String key = new ProjectKeys("shop", store.keys())
                    .create("till", ApiKeySecret.Mode.LIVE)
                    .reveal();
            assertThat(status(shop, key)).isEqualTo(200);
            try (Store other = database.open()) {
                other.keys().revoke("shop", "till");
            }
            return () -> status(shop, key) == 401;
        });
    }

    private Gateway gateway(String project) throws Exception {
        return Gateway.builder(project)
                .keys(store.keys())
                .function("hello", request -> FluxFunction.Response.text(200, "hello"))
                .routes(RouteTable.of(FunctionManifest.named("hello")
                        .runtime("java")
                        .method(Method.GET)
                        .build()))
                .build();
    }

    private static int status(Gateway gateway, String key) {
        return LoopbackHost.request("GET", "/hello")
                .withKey(key)
                .sendTo(gateway::handle)
                .status();
    }
}

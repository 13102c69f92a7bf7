package io.fluxgateway.cli.dev;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxgateway.auth.ApiKeySecret;
import io.fluxgateway.cli.server.LocalUrl;
import io.fluxgateway.route.RouteTable;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BannerTest {
    private static final URI LOCAL = URI.create("https://localhost:4000");

    @TempDir
    Path folder;

    @Test
    void the_shop_is_shown_with_its_routes_and_where_to_call_it() throws Exception {
        RouteTable routes = RouteTable.load(Projects.shop(folder));

        assertThat(new Banner(
                                "shop",
                                routes,
                                null,
                                LOCAL,
                                Path.of("/home/ada/.config/flux/tls/ca.pem"),
                                Duration.ofMillis(949))
                        .lines())
                .containsExactly(
                        "flux dev  shop  4 functions",
                        "  POST /create_order   create_order   deno",
                        "  GET  /orders         list_orders    deno",
                        "  GET  /orders/{id}    get_order      deno",
                        "  POST /send_receipt   send_receipt   deno  async",
                        "ca     /home/ada/.config/flux/tls/ca.pem    for clients to trust: flux trust",
                        "ready  https://localhost:4000             in 0.9 s");
    }

    @Test
    void a_key_that_was_just_made_is_shown_whole() {
        ApiKeySecret key = ApiKeySecret.generate(ApiKeySecret.Mode.TEST);

        assertThat(new Banner("shop", RouteTable.EMPTY, key, LOCAL, null, Duration.ZERO).lines())
                .hasSize(3)
                .element(1)
                .asString()
                .startsWith("key    " + key.reveal() + " ");
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, http://localhost:80",
        "0.0.0.0, http://localhost:80",
        "::1, http://localhost:80",
        "192.0.2.7, http://192.0.2.7:80",
        "fe80::7, http://[fe80::7]:80",
        "box.example, http://box.example:80"
    })
    void the_address_is_one_that_a_browser_of_this_machine_can_use(String host, URI url) {
        assertThat(LocalUrl.of("http", host, 80)).isEqualTo(url);
    }
}

package io.fluxgateway.testkit;

import static io.fluxgateway.testkit.ContractGateway.soon;
import static org.assertj.core.api.Assertions.assertThat;

import io.fluxgateway.http.AddressRange;
import io.fluxgateway.http.Headers;
import io.fluxgateway.trace.Trace;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Where a request came from, as proxies tell it: believed of those that are trusted, ignored of all others. */
interface ProxyCases extends GatewayCases {
    /** The peer of every test, and networks behind it. */
    List<AddressRange> TRUSTED = List.of(
            AddressRange.parse("127.0.0.1"),
            AddressRange.parse("203.0.113.7"),
            AddressRange.parse("10.0.0.0/8"),
            AddressRange.parse("2001:db8:1::/48"));

    @Test
    default void whatAClientSaysOfItselfIsNotBelieved() throws Exception {
        RawClient.Response answer = send(get("/hello/ann")
                .with("X-Forwarded-For", "198.51.100.9")
                .with("X-Forwarded-Proto", "https")
                .with("X-Forwarded-Host", "forged.test")
                .with("Forwarded", "for=\"broken"));

        assertThat(answer.status()).isEqualTo(200);
        Headers seen = contract().seen.remove().headers();
        assertThat(seen.first("x-forwarded-for")).isEqualTo(traceOf(answer).clientAddress());
        assertThat(seen.first("x-forwarded-for")).isIn("127.0.0.1", "203.0.113.7");
        assertThat(seen.all("x-forwarded-proto")).containsExactly("http");
        assertThat(seen.all("x-forwarded-host")).containsExactly("gateway.test");
        assertThat(seen.first("forwarded")).isNull();
    }

    @Test
    default void whatTrustedProxiesSayIsBelievedUpToTheFirstThatIsNot() throws Exception {
        run(contract().builder(0).trustedProxies(TRUSTED), call -> {});

        assertOrigin(
                get("/hello/ann")
                        .with("X-Forwarded-For", "6.6.6.6, 198.51.100.9")
                        .with("X-Forwarded-For", "10.1.2.3")
                        .with("X-Forwarded-Proto", "https")
                        .with("X-Forwarded-Host", "shop.test"),
                "198.51.100.9",
                "https",
                "shop.test");
        assertOrigin(
                get("/hello/ann")
                        .with("Forwarded", "for=6.6.6.6, For=\"[2001:DB8::9]:4711\";Proto=https;host=\"shop.test:443\"")
                        .with("Forwarded", "for=\"[2001:db8:1::2]\";proto=http;by=_hidden"),
                "2001:db8::9",
                "https",
                "shop.test:443");
        assertOrigin(get("/hello/ann").with("Forwarded", "for=unknown"), null, "http", "gateway.test");
        assertOrigin(get("/hello/ann"), null, "http", "gateway.test");
        assertOrigin(
                get("/hello/ann")
                        .with("X-Forwarded-For", "198.51.100.9")
                        .with("Forwarded", "for=198.51.100.9;proto=https"),
                "198.51.100.9",
                "https",
                "gateway.test");
    }

    @Test
    default void whatTrustedProxiesContradictEachOtherOnIs400() throws Exception {
        run(contract().builder(0).trustedProxies(TRUSTED), call -> {});

        RawClient.Response two =
                send(get("/hello/ann").with("X-Forwarded-For", "198.51.100.9").with("Forwarded", "for=198.51.100.8"));
        assertThat(two.status()).isEqualTo(400);
        assertThat(GatewayCases.code(two)).isEqualTo("forwarded_ambiguous");

        RawClient.Response broken = send(get("/hello/ann").with("Forwarded", "for=6.6.6.6;x=\", for=198.51.100.9"));
        assertThat(broken.status()).isEqualTo(400);
        assertThat(GatewayCases.code(broken)).isEqualTo("forwarded_invalid");
        assertThat(contract().seen).isEmpty();
    }

    /**
     * @param address null for that of the peer
     */
    private void assertOrigin(ContractRequest request, @Nullable String address, String scheme, String host)
            throws Exception {
        RawClient.Response answer = send(request);
        assertThat(answer.status()).isEqualTo(200);
        Headers seen = contract().seen.remove().headers();
        String client = Objects.requireNonNull(traceOf(answer).clientAddress());
        if (address == null) {
            assertThat(client).isIn("127.0.0.1", "203.0.113.7");
        } else {
            assertThat(client).isEqualTo(address);
        }
        assertThat(seen.all("x-forwarded-for")).containsExactly(client);
        assertThat(seen.all("x-forwarded-proto")).containsExactly(scheme);
        assertThat(seen.all("x-forwarded-host")).containsExactly(host);
        assertThat(seen.first("forwarded")).isNull();
    }

    private Trace traceOf(RawClient.Response answer) {
        soon().until(() -> !contract().tracesOf(answer).isEmpty());
        return contract().tracesOf(answer).get(0);
    }
}

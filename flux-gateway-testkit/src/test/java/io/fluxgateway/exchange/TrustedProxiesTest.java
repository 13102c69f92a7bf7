package io.fluxgateway.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxgateway.http.AddressRange;
import io.fluxgateway.testkit.LoopbackHost;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrustedProxiesTest {
    private static final TrustedProxies PROXIES = TrustedProxies.at(Stream.of("10.0.0.0/8", "2001:db8:1::/48", "::1")
            .map(AddressRange::parse)
            .toList());

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                // peer | X-Forwarded-For | client
                "192.0.2.1 | 198.51.100.9 | 192.0.2.1",
                "10.0.0.1 | - | 10.0.0.1",
                "10.0.0.1 | 198.51.100.9 | 198.51.100.9",
                "10.0.0.1 | 6.6.6.6, 198.51.100.9 | 198.51.100.9",
                "10.0.0.1 | 6.6.6.6 ,198.51.100.9,10.2.2.2 , 10.3.3.3 | 198.51.100.9",
                "10.0.0.1 | 10.9.9.9, 10.2.2.2 | 10.9.9.9",
                "10.0.0.1 | 198.51.100.9:4711 | 198.51.100.9",
                "10.0.0.1 | [2001:db8::9]:4711 | 2001:db8::9",
                "10.0.0.1 | 2001:DB8:0:0:0:0:0:9 | 2001:db8::9",
                "10.0.0.1 | ::ffff:198.51.100.9 | 198.51.100.9",
                "::ffff:10.0.0.1 | 198.51.100.9 | 198.51.100.9",
                "0:0:0:0:0:0:0:1 | 198.51.100.9 | 198.51.100.9",
                "2001:db8:1::5 | 2001:db8:2::5 | 2001:db8:2::5",
                "2001:db8:2::5 | 6.6.6.6 | 2001:db8:2::5",
                "10.0.0.1 | 6.6.6.6, unknown | 10.0.0.1",
                "10.0.0.1 | 6.6.6.6, <script> | 10.0.0.1",
                "10.0.0.1 | 6.6.6.6, 010.0.0.1 | 10.0.0.1",
                "10.0.0.1 | 6.6.6.6, localhost, 10.2.2.2 | 10.2.2.2",
                "10.0.0.1 | , , | 10.0.0.1",
            })
    void the_client_is_the_right_most_address_that_is_not_trusted(String peer, String field, String client) {
        LoopbackHost request = LoopbackHost.request("GET", "/").from(peer);
        if (field != null) {
            request.with("X-Forwarded-For", field);
        }
        Exchange exchange = exchange(request);

        assertThat(exchange.refusal()).isNull();
        assertThat(exchange.clientAddress()).isEqualTo(client);
        assertThat(exchange.peerAddress()).isEqualTo(peer);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "for=198.51.100.9 | 198.51.100.9 | http | gateway.test",
                "For=\"198.51.100.9:80\";proto=HTTPS | 198.51.100.9 | https | gateway.test",
                "for=198.51.100.9; host=a.test ; proto=https | 198.51.100.9 | https | a.test",
                "for=6.6.6.6;proto=https, for=198.51.100.9;host=b.test | 198.51.100.9 | http | b.test",
                "for=198.51.100.9;host=a.test;proto=https, for=10.2.2.2;host=b.test;proto=http | 198.51.100.9 | https | a.test",
                "for=\"[2001:db8::9]\" | 2001:db8::9 | http | gateway.test",
                "for=\"\\1\\98.51.100.9\" | 198.51.100.9 | http | gateway.test",
                "for=_gazonk | 10.0.0.1 | http | gateway.test",
                "for=6.6.6.6, for=\"_gazonk:_p\" | 10.0.0.1 | http | gateway.test",
                "proto=https | 10.0.0.1 | https | gateway.test",
                "for=198.51.100.9;proto=gopher;host=\"a b\" | 198.51.100.9 | http | gateway.test",
                ", for=198.51.100.9,, | 198.51.100.9 | http | gateway.test",
                "for=198.51.100.9;ext=\"a;b,c\";by=10.0.0.1 | 198.51.100.9 | http | gateway.test",
            })
    void the_standard_field_is_read_as_it_is_written(String field, String client, String scheme, String host) {
        Exchange exchange =
                exchange(LoopbackHost.request("GET", "/").from("10.0.0.1").with("Forwarded", field));

        assertThat(exchange.refusal()).isNull();
        assertThat(List.of(exchange.clientAddress(), exchange.clientScheme(), exchange.clientHost()))
                .containsExactly(client, scheme, host);
    }

    @Test
    void what_is_not_as_the_standard_says_is_refused_if_a_trusted_proxy_sends_it_and_ignored_otherwise() {
        for (String field : List.of(
                "for",
                "for=",
                "for=1.2.3.4:80",
                "for=[::1]",
                "for=\"1.2.3.4",
                "for=\"1.2.3.4\"x",
                "for=1.2.3.4;for=1.2.3.5",
                "for = 1.2.3.4",
                "=1.2.3.4",
                "for=1.2.3.4 proto=http",
                "for=\"1.2.3.4\\",
                "for=\"1.2\u00e9\"",
                "for=6.6.6.6;x=\", for=\"[2001:db8::1]\"",
                "for=1.2.3.4, ".repeat(101))) {
            Exchange trusted =
                    exchange(LoopbackHost.request("GET", "/").from("10.0.0.1").with("Forwarded", field));
            assertThat(trusted.refusal()).as(field).isNotNull();
            assertThat(trusted.refusal().code()).isEqualTo("forwarded_invalid");
            assertThat(trusted.clientAddress()).isEqualTo("10.0.0.1");

            Exchange other =
                    exchange(LoopbackHost.request("GET", "/").from("192.0.2.1").with("Forwarded", field));
            assertThat(other.refusal()).isNull();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "198.51.100.9 | https | for=198.51.100.9;proto=https | true",
                "198.51.100.9 | https | for=198.51.100.9 | true",
                "198.51.100.9 | https | proto=https | true",
                "198.51.100.9 | https | for=198.51.100.8 | false",
                "198.51.100.9 | https | for=198.51.100.9;proto=http | false",
                "198.51.100.9 | https | for=unknown | false",
            })
    void two_ways_to_say_it_must_agree(String address, String scheme, String field, boolean agree) {
        Exchange exchange = exchange(LoopbackHost.request("GET", "/")
                .from("10.0.0.1")
                .with("X-Forwarded-For", address)
                .with("X-Forwarded-Proto", scheme)
                .with("Forwarded", field));

        if (agree) {
            assertThat(exchange.refusal()).isNull();
            assertThat(exchange.clientAddress()).isEqualTo(address);
            assertThat(exchange.clientScheme()).isEqualTo(scheme);
        } else {
            assertThat(exchange.refusal().code()).isEqualTo("forwarded_ambiguous");
        }
    }

    @Test
    void schemes_and_hosts_go_with_addresses_if_there_are_as_many() {
        Exchange exchange = exchange(LoopbackHost.request("GET", "/")
                .from("10.0.0.1")
                .with("X-Forwarded-For", "6.6.6.6, 198.51.100.9, 10.2.2.2")
                .with("X-Forwarded-Proto", "gopher, https, http")
                .with("X-Forwarded-Host", "a.test, b.test"));

        assertThat(exchange.clientScheme()).isEqualTo("https");
        assertThat(exchange.clientHost()).isEqualTo("b.test");
    }

    private static Exchange exchange(LoopbackHost request) {
        return new Exchange(
                request,
                (e, error) -> {
                    throw new AssertionError(error);
                },
                PROXIES);
    }
}

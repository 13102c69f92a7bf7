package io.fluxgateway.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class EndpointTest {

    @Test
    void theAuthorityLeavesADefaultPortOut() {
        assertThat(Endpoint.upstream("https", "api.example.com", 443, "").authority())
                .isEqualTo("api.example.com");
        assertThat(Endpoint.upstream("http", "api.example.com", 80, "").authority())
                .isEqualTo("api.example.com");
        assertThat(Endpoint.upstream("http", "api.example.com", 443, "").authority())
                .isEqualTo("api.example.com:443");
        assertThat(Endpoint.upstream("http", "::1", 9000, "/base")).hasToString("http://[::1]:9000/base");
    }

    @Test
    void closeListenersRunOnceAlsoWhenTheyComeLate() {
        Endpoint endpoint = Endpoint.upstream("http", "127.0.0.1", 1, "");
        AtomicInteger calls = new AtomicInteger();
        endpoint.onClose(calls::incrementAndGet);
        assertThat(endpoint.isClosed()).isFalse();

        endpoint.close();
        endpoint.close();
        assertThat(calls).hasValue(1);
        assertThat(endpoint.isClosed()).isTrue();

        endpoint.onClose(calls::incrementAndGet);
        assertThat(calls).hasValue(2);
    }

    @Test
    void whatIsForwardedIsDecidedWithoutRegardToCase() {
        for (String dropped : new String[] {
            "Authorization",
            "CONNECTION",
            "x-flux-key-name",
            "X-Flux-Secret",
            "Host",
            "traceparent",
            "X-Forwarded-For",
            "TE"
        }) {
            assertThat(Forwarding.forwardsRequestHeader(dropped)).as(dropped).isFalse();
        }
        for (String kept : new String[] {"Cookie", "content-type", "Accept", "X-Fluxion", "If-None-Match"}) {
            assertThat(Forwarding.forwardsRequestHeader(kept)).as(kept).isTrue();
        }
        assertThat(Forwarding.relaysResponseHeader("X-Flux-Error")).isFalse();
        assertThat(Forwarding.relaysResponseHeader("Transfer-Encoding")).isFalse();
        assertThat(Forwarding.relaysResponseHeader("Set-Cookie")).isTrue();
    }
}

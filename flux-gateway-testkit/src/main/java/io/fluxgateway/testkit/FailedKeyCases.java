package io.fluxgateway.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxgateway.exchange.Quota;
import org.junit.jupiter.api.Test;

/** What an address gets from which too many bad credentials come. */
interface FailedKeyCases extends GatewayCases {
    @Test
    default void anAddressThatKeepsFailingIsToldToWaitAndAValidKeyFromThereIsLetThrough() throws Exception {
        run(
                contract().builder(0).settings(WITH_ORIGIN).failedAuthentications(new Quota(1, 2)),
                call -> call.status(500));
        ContractRequest guess = ContractRequest.of("GET", "/hello/ann").with("Origin", ORIGIN);

        assertThat(send(guess).status()).isEqualTo(401);
        assertThat(send(guess.with("Authorization", "Bearer flx_live_none")).status())
                .isEqualTo(401);
        RawClient.Response slowed = send(guess.with("Authorization", "Basic YTpi"));

        assertThat(slowed.status()).isEqualTo(429);
        assertThat(GatewayCases.code(slowed)).isEqualTo("too_many_failed_authentications");
        assertThat(Integer.parseInt(slowed.header("retry-after"))).isBetween(1, 60);
        assertThat(slowed.header("access-control-allow-origin")).isEqualTo(ORIGIN);
        assertThat(send(get("/hello/ann")).status()).isEqualTo(200);
        assertThat(contract().permits).hasValue(1);
    }
}

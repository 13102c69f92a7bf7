package io.fluxgateway.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxgateway.Gateway;
import io.fluxgateway.route.RouteTable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What load balancers and orchestrators ask. */
interface HealthCases extends GatewayCases {
    String LIVE = "/_flux/health/live";
    String READY = "/_flux/health/ready";

    @ParameterizedTest
    @CsvSource({LIVE + ",live", READY + ",ready"})
    default void whoAsksForHealthNeedsNoKeyCostsNothingAndLeavesNoTrace(String path, String status) throws Exception {
        run(contract().builder(0), call -> call.status(500));

        RawClient.Response answer = probe(ContractRequest.of("GET", path));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("content-type")).isEqualTo("application/json");
        assertThat(answer.header("cache-control")).isEqualTo("no-store");
        assertThat(answer.text()).isEqualTo("{\"status\":\"" + status + "\"}");
        assertThat(contract().permits).hasValue(0);
        assertThat(probe(ContractRequest.of("HEAD", path)).status()).isEqualTo(200);
    }

    @Test
    default void aNodeWithoutRoutesLivesButIsNotReady() throws Exception {
        run(contract().builder(0).routes(RouteTable.EMPTY), call -> call.status(500));

        RawClient.Response answer = probe(ContractRequest.of("GET", READY));
        assertThat(answer.status()).isEqualTo(503);
        assertThat(GatewayCases.code(answer)).isEqualTo("not_ready");
        assertThat(answer.text()).contains("No routes are loaded yet");
        assertThat(probe(ContractRequest.of("GET", LIVE)).status()).isEqualTo(200);
    }

    @Test
    default void aNodeThatIsAboutToStopIsNotReadyButStillServes() throws Exception {
        run(contract().builder(0), call -> call.status(500));
        Gateway running = gateway();

        running.drain();

        RawClient.Response answer = probe(ContractRequest.of("GET", READY));
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.text()).contains("about to stop");
        assertThat(probe(ContractRequest.of("GET", LIVE)).status()).isEqualTo(200);
        assertThat(send(get("/hello/ann")).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/_flux/health", "/_flux/health/", "/_flux/health/live/", "/_flux/health/other"})
    default void anythingElseThereNeedsAKeyLikeAnyOtherPath(String path) throws Exception {
        assertThat(send(ContractRequest.of("GET", path)).status()).isEqualTo(401);
        assertThat(send(get(path)).status()).isEqualTo(404);
    }

    @Test
    default void healthIsOnlyAskedForNotChanged() throws Exception {
        assertThat(send(ContractRequest.of("POST", LIVE)).status()).isEqualTo(401);
        assertThat(send(ContractRequest.of("POST", LIVE).withKey(contract().key))
                        .status())
                .isEqualTo(404);
    }
}

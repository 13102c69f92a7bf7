package io.fluxgateway.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxgateway.Gateway;
import io.fluxgateway.GatewayBuilder;
import io.fluxgateway.project.ProjectSettings;
import java.util.List;

/** What the cases of a {@link GatewayContract} stand on. */
interface GatewayCases {
    String ORIGIN = "https://shop.test";
    ProjectSettings WITH_ORIGIN = new ProjectSettings("free", List.of(ORIGIN));

    ContractGateway contract();

    /** Starts the gateway in front of that application, in place of the one that {@link #send} would start. */
    void run(GatewayBuilder builder, Application application) throws Exception;

    /** The gateway that runs. */
    Gateway gateway();

    RawClient.Response send(ContractRequest request) throws Exception;

    /** Sends a request that is to leave no trace. */
    RawClient.Response probe(ContractRequest request) throws Exception;

    default ContractRequest get(String target) {
        return ContractRequest.of("GET", target).withKey(contract().key);
    }

    default ContractRequest post(String target, String body) {
        return ContractRequest.of("POST", target).withKey(contract().key).withBody(body);
    }

    default ContractRequest preflight(String target, String method) {
        return ContractRequest.of("OPTIONS", target)
                .with("Origin", ORIGIN)
                .with("Access-Control-Request-Method", method);
    }

    static String code(RawClient.Response answer) {
        String mark = "\"code\":\"";
        int at = answer.text().indexOf(mark) + mark.length();
        assertThat(answer.header("content-type")).isEqualTo("application/problem+json");
        return answer.text().substring(at, answer.text().indexOf('"', at));
    }
}

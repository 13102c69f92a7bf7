package io.fluxgateway.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which pages may read an answer, errors included, and what a preflight tells. */
interface CorsCases extends GatewayCases {
    // CORS

    @Test
    default void aPreflightNeedsNoKeyCostsNothingAndNamesTheDeployedMethods() throws Exception {
        run(contract().builder(0).settings(WITH_ORIGIN), call -> call.status(500));

        RawClient.Response answer = send(preflight("/orders/1", "POST").with("Access-Control-Request-Headers", "x-a"));

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.header("access-control-allow-origin")).isEqualTo(ORIGIN);
        assertThat(answer.header("access-control-allow-methods"))
                .contains("GET")
                .contains("POST");
        assertThat(answer.header("access-control-allow-headers")).containsIgnoringCase("x-a");
        assertThat(contract().permits).hasValue(0);
    }

    @Test
    default void aPreflightOfAStrangeOriginIsNotAllowed() throws Exception {
        run(contract().builder(0).settings(WITH_ORIGIN), call -> call.status(500));

        RawClient.Response answer = send(ContractRequest.of("OPTIONS", "/orders/1")
                .with("Origin", "https://evil.test")
                .with("Access-Control-Request-Method", "POST"));

        assertThat(answer.header("access-control-allow-origin")).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "/hello/ann,200",
        "/own-fields,201",
        "/orders/1,200",
        "/nowhere,404",
        "/throws,500",
        "/down,502",
        "/sleeps,504"
    })
    default void anAllowedOriginCanReadEveryAnswer(String path, int status) throws Exception {
        run(
                contract().builder(0).settings(WITH_ORIGIN),
                call -> call.header("Access-Control-Allow-Origin", "https://evil.test"));

        RawClient.Response answer = send(get(path).with("Origin", ORIGIN));

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.all("access-control-allow-origin")).containsExactly(ORIGIN);
        assertThat(answer.header("access-control-expose-headers"))
                .containsIgnoringCase("x-request-id")
                .containsIgnoringCase("ratelimit");
        assertThat(String.join(",", answer.all("vary"))).containsIgnoringCase("origin");
    }

    @Test
    default void anAllowedOriginCanReadThatItHasNoKey() throws Exception {
        run(contract().builder(0).settings(WITH_ORIGIN), call -> call.status(500));

        RawClient.Response answer = send(ContractRequest.of("GET", "/orders/1").with("Origin", ORIGIN));

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("access-control-allow-origin")).isEqualTo(ORIGIN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/hello/ann", "/orders/1", "/nowhere"})
    default void aStrangeOriginGetsNoCorsFields(String path) throws Exception {
        run(
                contract().builder(0).settings(WITH_ORIGIN),
                call -> call.header("Access-Control-Allow-Origin", "https://evil.test"));

        RawClient.Response answer = send(get(path).with("Origin", "https://evil.test"));

        assertThat(answer.headers())
                .noneMatch(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith("access-control-"));
        assertThat(String.join(",", answer.all("vary"))).containsIgnoringCase("origin");
    }
}

package io.fluxgateway.testkit;

import static io.fluxgateway.testkit.ContractGateway.soon;
import static org.assertj.core.api.Assertions.assertThat;

import io.fluxgateway.exchange.Step;
import io.fluxgateway.function.FluxFunction;
import io.fluxgateway.http.Headers;
import io.fluxgateway.trace.Trace;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The order of the steps, where each ends a request, Java functions, request IDs and traces. */
interface PipelineCases extends GatewayCases {
    // The order of the steps, and where each ends a request

    @Test
    default void aRequestWithAKeyReachesItsFunction() throws Exception {
        RawClient.Response answer = send(get("/hello/ann"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo("hello ann");
        assertThat(String.valueOf(answer.header("content-type")).replace(" ", ""))
                .isEqualToIgnoringCase("text/plain;charset=utf-8");
        assertThat(answer.header("content-length")).isEqualTo("9");
    }

    @ParameterizedTest
    @CsvSource({
        "/hello/ann,",
        "/nowhere,",
        "/hello/ann,Bearer",
        "/hello/ann,Basic dGlsbDp4",
        "/hello/ann,Bearer nonsense",
        "/nowhere,Bearer flx_live_0123456789abcdefghijklmnopqrst000000"
    })
    default void aRequestWithoutAKeyIs401WhateverItsPath(String path, @Nullable String credential) throws Exception {
        ContractRequest request = ContractRequest.of("GET", path);
        RawClient.Response answer = send(credential == null ? request : request.with("Authorization", credential));

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("www-authenticate")).startsWith("Bearer");
        assertThat(answer.header("ratelimit")).isNull();
        assertThat(contract().permits).hasValue(0);
        assertThat(contract().seen).isEmpty();
    }

    @Test
    default void aKeyThatWasNeverMadeIs401() throws Exception {
        String unknown = new ContractGateway().key;

        assertThat(send(ContractRequest.of("GET", "/hello/ann").withKey(unknown))
                        .status())
                .isEqualTo(401);
    }

    @Test
    default void aRevokedKeyIs401() throws Exception {
        assertThat(send(get("/hello/ann")).status()).isEqualTo(200);
        contract().keys.revoke(ContractGateway.PROJECT, "till");

        assertThat(send(get("/hello/ann")).status()).isEqualTo(401);
    }

    @Test
    default void aKeyOfAnotherProjectIs403() throws Exception {
        String foreign = contract().newKey("other", "till");

        assertThat(send(ContractRequest.of("GET", "/hello/ann").withKey(foreign))
                        .status())
                .isEqualTo(403);
    }

    @Test
    default void anUnknownPathIs404AndCostsQuota() throws Exception {
        RawClient.Response answer = send(get("/nowhere"));

        assertThat(answer.status()).isEqualTo(404);
        assertThat(GatewayCases.code(answer)).isEqualTo("route_not_found");
        assertThat(answer.header("ratelimit")).startsWith("\"free\";r=119;");
        assertThat(contract().permits).hasValue(1);
    }

    @Test
    default void anotherMethodIs404AndNamesThoseThatExist() throws Exception {
        RawClient.Response answer = send(post("/hello/ann", ""));

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.text()).contains("GET");
    }

    @Test
    default void anOverdrawnKeyIs429AlsoOnAnUnknownPath() throws Exception {
        RawClient.Response answer = send(get("/hello/ann"));
        for (int i = 0; i < 130 && answer.status() != 429; i++) {
            answer = send(get("/hello/ann"));
        }
        assertThat(answer.status()).isEqualTo(429);
        assertThat(Integer.parseInt(Objects.requireNonNull(answer.header("retry-after"))))
                .isBetween(1, 60);
        assertThat(answer.header("ratelimit")).startsWith("\"free\";r=0;t=");

        soon().until(() -> send(get("/nowhere")).status() == 429);
    }

    @Test
    default void everyAuthenticatedAnswerCountsDown() throws Exception {
        for (int left = 119; left > 110; left--) {
            RawClient.Response answer = send(left % 2 == 0 ? get("/hello/ann") : get("/nowhere"));
            assertThat(answer.header("ratelimit-policy")).isEqualTo("\"free\";q=120;w=120");
            assertThat(answer.all("ratelimit")).singleElement().asString().startsWith("\"free\";r=" + left + ";t=");
        }
    }

    @Test
    default void aHeadRequestFollowsGet() throws Exception {
        RawClient.Response answer =
                send(ContractRequest.of("HEAD", "/hello/ann").withKey(contract().key));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEmpty();
        assertThat(answer.header("content-length")).isEqualTo("9");
    }

    @Test
    default void aHeadRequestThatIsRefusedHasNoBody() throws Exception {
        RawClient.Response answer = send(ContractRequest.of("HEAD", "/hello/ann"));

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.text()).isEmpty();
    }

    @Test
    default void anAsynchronousFunctionIsAnsweredAtOnceAndRuns() throws Exception {
        RawClient.Response answer = send(post("/jobs", "{\"a\":1}"));

        assertThat(answer.status()).isEqualTo(202);
        soon().untilAsserted(() -> assertThat(contract().seen)
                .extracting(FluxFunction.Request::text)
                .containsExactly("{\"a\":1}"));
    }

    // Java functions

    @Test
    default void aJavaFunctionReadsItsRequest() throws Exception {
        RawClient.Response answer = send(post("/echo?a=%20b&c", "the body")
                .with("X-Sent", "one")
                .with("X-Sent", "two")
                .with("X-Flux-Key-Name", "forged"));

        assertThat(answer.text()).isEqualTo("the body");
        FluxFunction.Request seen = contract().seen.remove();
        assertThat(seen.query()).isEqualTo("a=%20b&c");
        assertThat(seen.path()).isEqualTo("/echo");
        assertThat(seen.headers().all("x-sent")).containsExactly("one", "two");
        assertThat(seen.headers().all("x-flux-key-name")).containsExactly("till");
        assertThat(seen.headers().first("authorization")).isNull();
        assertThat(seen.requestId()).isEqualTo(answer.header("x-request-id"));
    }

    @Test
    default void aParameterIsDecodedAsUtf8() throws Exception {
        assertThat(send(get("/hello/J%C3%BCrgen%20M.")).text()).isEqualTo("hello Jürgen M.");
    }

    @Test
    default void aJavaFunctionAnswersWithFieldsOfItsOwnButNotWithTheGateways() throws Exception {
        RawClient.Response answer = send(get("/own-fields").with("Origin", ORIGIN));

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.header("x-own")).isEqualTo("kept");
        assertThat(answer.all("access-control-allow-origin")).containsExactly("*");
        assertThat(answer.header("x-request-id")).isNotEqualTo("mine");
    }

    @Test
    default void aJavaFunctionThatThrowsIs500WithoutDetails() throws Exception {
        RawClient.Response answer = send(get("/throws"));

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.text()).doesNotContain("fire").doesNotContain("Exception");
        assertThat(answer.text()).contains(String.valueOf(answer.header("x-request-id")));
    }

    @Test
    default void aFunctionBeyondItsTimeLimitIs504() throws Exception {
        assertThat(GatewayCases.code(send(get("/sleeps")))).isEqualTo("function_timeout");
    }

    @Test
    default void aBodyThatIsTooLargeForAJavaFunctionIs413() throws Exception {
        RawClient.Response answer = send(post("/echo", "x".repeat(ContractGateway.MAX_BODY + 1)));

        assertThat(answer.status()).isEqualTo(413);
        assertThat(contract().seen).isEmpty();
    }

    // Request IDs and traces

    @Test
    default void theTraceTellsWhatEachStepDecided() throws Exception {
        RawClient.Response answer = send(get("/hello/ann"));

        soon().untilAsserted(() -> assertThat(contract().tracesOf(answer)).hasSize(1));
        Trace trace = contract().tracesOf(answer).get(0);
        assertThat(trace.status()).isEqualTo(200);
        assertThat(trace.keyName()).isEqualTo("till");
        assertThat(trace.method()).isEqualTo("GET");
        assertThat(trace.path()).isEqualTo("/hello/ann");
        assertThat(trace.decisions())
                .extracting(decided -> decided.decision().step())
                .contains(Step.AUTHENTICATION, Step.RATE_LIMIT, Step.ROUTE);
        assertThat(trace.toString()).doesNotContain(contract().key);
    }

    @Test
    default void aTraceThatBeganElsewhereGoesOn() throws Exception {
        String traceId = "4bf92f3577b34da6a3ce929d0e0e4736";

        RawClient.Response answer =
                send(get("/hello/ann").with("traceparent", "00-" + traceId + "-00f067aa0ba902b7-01"));

        assertThat(answer.header("x-request-id")).isEqualTo(traceId);
        assertThat(contract().seen.remove().headers().first("traceparent")).startsWith("00-" + traceId + "-");
    }

    @Test
    default void theStateOfATraceThatGoesOnIsHandedOnAndThatOfAnInvalidOneIsNot() throws Exception {
        String traceId = "4bf92f3577b34da6a3ce929d0e0e4737";
        send(get("/hello/ann")
                .with("traceparent", "00-" + traceId + "-00f067aa0ba902b7-01")
                .with("tracestate", "rojo=00f067aa0ba902b7 , congo=t61rcWkgMzE"));
        assertThat(contract().seen.remove().headers().all("tracestate"))
                .containsExactly("rojo=00f067aa0ba902b7,congo=t61rcWkgMzE");

        RawClient.Response answer = send(get("/hello/ann")
                .with("traceparent", "00-" + traceId.toUpperCase(Locale.ROOT) + "-00f067aa0ba902b7-01")
                .with("tracestate", "rojo=00f067aa0ba902b7"));
        Headers seen = contract().seen.remove().headers();
        assertThat(answer.header("x-request-id")).isNotEqualToIgnoringCase(traceId);
        assertThat(seen.all("traceparent")).singleElement().asString().contains(answer.header("x-request-id"));
        assertThat(seen.all("tracestate")).isEmpty();
    }

    @Test
    default void ofTwoTracesNoneGoesOn() throws Exception {
        String one = "4bf92f3577b34da6a3ce929d0e0e4738";
        String other = "4bf92f3577b34da6a3ce929d0e0e4739";
        RawClient.Response answer = send(get("/hello/ann")
                .with("traceparent", "00-" + one + "-00f067aa0ba902b7-01")
                .with("traceparent", "00-" + other + "-00f067aa0ba902b7-01"));

        assertThat(answer.header("x-request-id")).isNotIn(one, other);
        assertThat(contract().seen.remove().headers().all("traceparent"))
                .singleElement()
                .asString()
                .contains(answer.header("x-request-id"));
    }

    @Test
    default void anInboundRequestIdIsNotBelieved() throws Exception {
        String chosen = "00000000000000000000000000000001";

        RawClient.Response answer = send(get("/hello/ann").with("X-Request-Id", chosen));

        assertThat(answer.header("x-request-id")).isNotEqualTo(chosen);
        soon().untilAsserted(() -> assertThat(contract().tracesOf(answer))
                .singleElement()
                .extracting(Trace::inboundRequestId)
                .isEqualTo(chosen));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/nowhere", "/throws", "/sleeps", "/down"})
    default void errorsAreProblemDetails(String path) throws Exception {
        RawClient.Response answer = send(get(path));

        assertThat(answer.status()).isGreaterThanOrEqualTo(400);
        assertThat(GatewayCases.code(answer)).matches("[a-z_]+");
        assertThat(answer.text())
                .contains("\"status\":" + answer.status())
                .contains("\"requestId\":\"" + answer.header("x-request-id") + "\"")
                .contains("\"title\":", "\"detail\":");
    }
}

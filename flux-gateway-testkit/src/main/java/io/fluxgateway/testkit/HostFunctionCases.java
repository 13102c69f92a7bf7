package io.fluxgateway.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxgateway.route.Unmatched;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The application behind the gateway, decisions that come later, and paths of the application's own. */
interface HostFunctionCases extends GatewayCases {
    // The application behind it

    @Test
    default void theApplicationAnswersBehindKeysAndQuotas() throws Exception {
        RawClient.Response answer = send(get("/orders/1"));

        assertThat(answer.text()).isEqualTo("the application");
        assertThat(answer.header("content-type")).startsWith("text/plain");
        assertThat(answer.header("ratelimit")).startsWith("\"free\";r=119;");
        assertThat(send(ContractRequest.of("GET", "/orders/1")).status()).isEqualTo(401);
    }

    @Test
    default void theApplicationReadsItsCallerAndTheRequestId() throws Exception {
        run(
                contract().builder(0),
                call -> call.out()
                        .write((Objects.requireNonNull(call.caller()).keyName() + " " + call.requestId())
                                .getBytes(StandardCharsets.UTF_8)));

        RawClient.Response answer = send(get("/orders/1"));

        assertThat(answer.text()).isEqualTo("till " + answer.header("x-request-id"));
    }

    @Test
    default void theApplicationSeesItsRequestWithoutTheCredentialAndForgedFields() throws Exception {
        run(
                contract().builder(0),
                call -> call.out()
                        .write((call.method() + " " + call.path() + " " + call.header("X-Sent") + " "
                                        + call.header("authorization")
                                        + " " + call.header("X-Flux-Key-Name") + " "
                                        + new String(call.body().readAllBytes(), StandardCharsets.UTF_8))
                                .getBytes(StandardCharsets.UTF_8)));

        RawClient.Response answer =
                send(post("/orders/new", "the body").with("X-Sent", "one").with("X-Flux-Key-Name", "forged"));

        assertThat(answer.text()).isEqualTo("POST /orders/new one null null the body");
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 204, 302, 404, 409, 503})
    default void whatTheApplicationAnswersIsNotChanged(int status) throws Exception {
        run(contract().builder(0), call -> {
            call.status(status);
            call.header("X-Own", "kept");
            call.header("X-Request-Id", "mine");
            if (status != 204) {
                call.out().write("own words".getBytes(StandardCharsets.UTF_8));
            }
        });

        RawClient.Response answer = send(get("/orders/1"));

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.text()).isEqualTo(status == 204 ? "" : "own words");
        assertThat(answer.header("x-own")).isEqualTo("kept");
    }

    @Test
    default void aHeadRequestReachesTheApplication() throws Exception {
        run(contract().builder(0), call -> call.header("X-Method", call.method()));

        RawClient.Response answer = send(ContractRequest.of("HEAD", "/orders/1").withKey(contract().key));

        assertThat(answer.header("x-method")).isEqualTo("HEAD");
        assertThat(answer.header("ratelimit")).isNotNull();
    }

    @Test
    default void theApplicationMayAnswerLater() throws Exception {
        run(
                contract().builder(0),
                call -> call.later(() -> {
                    call.status(203);
                    call.out().write(("later " + call.requestId()).getBytes(StandardCharsets.UTF_8));
                }));

        RawClient.Response answer = send(get("/orders/1").with("Origin", ORIGIN));

        assertThat(answer.status()).isEqualTo(203);
        assertThat(answer.text()).isEqualTo("later " + answer.header("x-request-id"));
        assertThat(answer.header("access-control-allow-origin")).isEqualTo("*");
        assertThat(answer.header("ratelimit")).startsWith("\"free\";r=119;");
    }

    // Decisions that come later

    @ParameterizedTest
    @CsvSource({"GET,/hello/ann,200", "GET,/orders/1,200", "POST,/orders/1,200", "POST,/echo,200", "GET,/nowhere,404"})
    default void aLimiterMayAnswerLaterOnAnotherThread(String method, String path, int status) throws Exception {
        run(contract().builder(0).rateLimiter(contract()::acquireLater), call -> {
            String body = new String(call.body().readAllBytes(), StandardCharsets.UTF_8);
            call.out().write(("application " + body + call.requestId()).getBytes(StandardCharsets.UTF_8));
        });

        ContractRequest request = ContractRequest.of(method, path).withKey(contract().key);
        RawClient.Response answer = send(method.equals("POST") ? request.withBody("abc") : request);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("ratelimit")).startsWith("\"free\";r=5;");
        if (path.startsWith("/orders")) {
            assertThat(answer.text())
                    .startsWith("application " + request.body())
                    .endsWith(String.valueOf(answer.header("x-request-id")));
        }
        assertThat(contract().permits).hasValue(1);
    }

    @Test
    default void afterALateDecisionTheApplicationMayAnswerLaterToo() throws Exception {
        run(
                contract().builder(0).rateLimiter(contract()::acquireLater),
                call -> call.later(() -> call.out().write("later".getBytes(StandardCharsets.UTF_8))));

        RawClient.Response answer = send(get("/orders/1"));

        assertThat(answer.text()).isEqualTo("later");
        assertThat(answer.header("ratelimit")).startsWith("\"free\";r=5;");
    }

    // Paths of the application's own

    @Test
    default void anUnmatchedPathGoesOnUntouchedWhereTheHostChoseSo() throws Exception {
        run(
                contract().builder(0).unmatched(Unmatched.PASS_TO_HOST),
                call -> call.out()
                        .write((call.header("authorization") + " " + call.caller() + " " + call.requestId())
                                .getBytes(StandardCharsets.UTF_8)));

        RawClient.Response answer = send(ContractRequest.of("GET", "/login")
                .with("Authorization", "Basic x")
                .with("Origin", ORIGIN));

        assertThat(answer.text()).isEqualTo("Basic x null " + answer.header("x-request-id"));
        assertThat(answer.header("access-control-allow-origin")).isNull();
        assertThat(answer.header("ratelimit")).isNull();
        assertThat(contract().permits).hasValue(0);
    }

    @ParameterizedTest
    @CsvSource({"GET,/orders/1", "DELETE,/orders/1", "GET,/hello/ann", "OPTIONS,/orders/1"})
    default void aPathWithAFunctionIsGuardedAlsoThere(String method, String path) throws Exception {
        run(contract().builder(0).unmatched(Unmatched.PASS_TO_HOST), call -> call.status(200));

        assertThat(send(ContractRequest.of(method, path)).status()).isEqualTo(401);
    }

    @Test
    default void aPreflightForAnUnmatchedPathIsTheApplications() throws Exception {
        run(contract().builder(0).unmatched(Unmatched.PASS_TO_HOST), call -> {
            call.status(200);
            call.header("Access-Control-Allow-Origin", "https://own.test");
        });

        RawClient.Response answer = send(preflight("/login", "POST"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("access-control-allow-origin")).isEqualTo("https://own.test");
    }
}

package io.fluxgateway.testkit;

import static io.fluxgateway.testkit.ContractGateway.soon;
import static org.assertj.core.api.Assertions.assertThat;

import io.fluxgateway.auth.KeyTerms;
import io.fluxgateway.exchange.Decided;
import io.fluxgateway.exchange.Quota;
import io.fluxgateway.exchange.Step;
import io.fluxgateway.project.ProjectSettings;
import io.fluxgateway.route.Unmatched;
import io.fluxgateway.trace.Trace;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys that end, keys for some functions only, keys and projects with a limit of their own. */
interface KeyCases extends GatewayCases {
    Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");
    KeyTerms FOR_HELLO = KeyTerms.DEFAULT.withScopes(List.of("hello", "jobs"));

    @ParameterizedTest
    @CsvSource({"/hello/ann", "/nowhere"})
    default void anExpiredKeyIs401AndCostsNothing(String path) throws Exception {
        String expired = contract().newKey("old", KeyTerms.DEFAULT.withExpiry(LONG_AGO));

        RawClient.Response answer = send(with(expired, path));

        assertThat(answer.status()).isEqualTo(401);
        assertThat(GatewayCases.code(answer)).isEqualTo("credential_expired");
        assertThat(answer.header("www-authenticate")).startsWith("Bearer");
        assertThat(contract().permits).hasValue(0);
        assertThat(contract().seen).isEmpty();
    }

    @Test
    default void aKeyEndsByTheClockWithoutBeingLookedAtAnew() throws Exception {
        ManualClock clock = new ManualClock(LONG_AGO);
        String key = contract().newKey("short", KeyTerms.DEFAULT.withExpiry(LONG_AGO.plusSeconds(60)));
        run(contract().builder(0).clock(clock), call -> call.status(500));
        clock.advance(Duration.ofMillis(59_999));
        assertThat(send(with(key, "/hello/ann")).status()).isEqualTo(200);

        clock.advance(Duration.ofMillis(1));

        assertThat(GatewayCases.code(send(with(key, "/hello/ann")))).isEqualTo("credential_expired");
    }

    @Test
    default void aKeyForSomeFunctionsReachesThese() throws Exception {
        String key = contract().newKey("some", FOR_HELLO);

        assertThat(send(with(key, "/hello/ann")).text()).isEqualTo("hello ann");
        assertThat(send(ContractRequest.of("HEAD", "/hello/ann").withKey(key)).status())
                .isEqualTo(200);
        assertThat(send(ContractRequest.of("POST", "/jobs").withKey(key)).status())
                .isEqualTo(202);
    }

    @Test
    default void aFunctionOutOfTheScopeOfAKeyIs403AndCostsNothing() throws Exception {
        String key = contract().newKey("some", FOR_HELLO);
        run(contract().builder(0).settings(WITH_ORIGIN), call -> call.status(500));

        for (ContractRequest request :
                List.of(ContractRequest.of("POST", "/echo").withBody("x"), ContractRequest.of("GET", "/orders/1"))) {
            RawClient.Response answer = send(request.withKey(key).with("Origin", ORIGIN));

            assertThat(answer.status()).isEqualTo(403);
            assertThat(GatewayCases.code(answer)).isEqualTo("credential_scope_missing");
            assertThat(answer.text()).contains(request.method().equals("POST") ? "echo" : "orders");
            assertThat(answer.header("access-control-allow-origin")).isEqualTo(ORIGIN);
            assertThat(answer.header("ratelimit")).isNull();
            soon().untilAsserted(() -> assertThat(contract().tracesOf(answer))
                    .flatExtracting(Trace::decisions)
                    .extracting(Decided::decision)
                    .anySatisfy(decision -> {
                        assertThat(decision.step()).isEqualTo(Step.AUTHENTICATION);
                        assertThat(decision.outcome()).isEqualTo("credential_scope_missing");
                        assertThat(decision.detail())
                                .startsWith("key some (flx_live_")
                                .endsWith(") is not for " + (request.method().equals("POST") ? "echo" : "orders"));
                    }));
        }
        assertThat(contract().permits).hasValue(0);
        assertThat(contract().seen).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"GET,/nowhere", "POST,/hello/ann", "DELETE,/echo"})
    default void whatNoFunctionAnswersIs404ForAKeyOfSomeFunctionsToo(String method, String path) throws Exception {
        String key = contract().newKey("some", FOR_HELLO);

        RawClient.Response answer = send(ContractRequest.of(method, path).withKey(key));

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.header("ratelimit")).startsWith("\"free\";r=119;");
        assertThat(contract().permits).hasValue(1);
    }

    @Test
    default void aPreflightAsksForNoScope() throws Exception {
        String key = contract().newKey("some", FOR_HELLO);
        run(contract().builder(0).settings(WITH_ORIGIN), call -> call.status(500));

        RawClient.Response answer = send(preflight("/echo", "POST").withKey(key));

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.header("access-control-allow-methods")).contains("POST");
    }

    @Test
    default void whatIsPassedToTheHostAsksForNoScopeAndNoEnd() throws Exception {
        String some = contract().newKey("some", FOR_HELLO);
        String old = contract().newKey("old", KeyTerms.DEFAULT.withExpiry(LONG_AGO));
        run(
                contract().builder(0).unmatched(Unmatched.PASS_TO_HOST),
                call -> call.out().write("the application".getBytes(StandardCharsets.UTF_8)));

        for (String key : List.of(some, old)) {
            assertThat(send(with(key, "/nowhere")).text()).isEqualTo("the application");
        }
        assertThat(send(with(some, "/orders/1")).status()).isEqualTo(403);
    }

    @Test
    default void aKeysOwnLimitCountsInPlaceOfThePlans() throws Exception {
        String key = contract().newKey("small", KeyTerms.DEFAULT.withQuota(new Quota(1, 2)));

        RawClient.Response answer = send(with(key, "/hello/ann"));

        assertThat(answer.header("ratelimit-policy")).isEqualTo("\"key\";q=2;w=120");
        assertThat(answer.header("ratelimit")).startsWith("\"key\";r=1;t=");
        send(with(key, "/hello/ann"));
        RawClient.Response over = send(with(key, "/hello/ann"));
        assertThat(over.status()).isEqualTo(429);
        assertThat(over.text()).contains("limit of the key: 1 requests a minute, bursts of 2");
        assertThat(send(get("/hello/ann")).header("ratelimit-policy")).isEqualTo("\"free\";q=120;w=120");
    }

    @Test
    default void aProjectsOwnLimitCountsInPlaceOfThePlansAndCanBeTakenBack() throws Exception {
        ProjectSettings own = ProjectSettings.DEFAULT.withLimit(new Quota(500, 1_000));
        run(contract().builder(0).settings(own), call -> call.status(500));

        assertThat(send(get("/hello/ann")).header("ratelimit-policy")).isEqualTo("\"custom\";q=1000;w=120");
        gateway().settings(own.withPlan("pro"));
        assertThat(send(get("/hello/ann")).header("ratelimit-policy")).isEqualTo("\"pro\";q=2000;w=120");
    }

    private static ContractRequest with(String key, String path) {
        return ContractRequest.of("GET", path).withKey(key);
    }
}

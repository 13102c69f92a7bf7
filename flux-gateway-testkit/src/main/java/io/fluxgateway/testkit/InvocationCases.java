package io.fluxgateway.testkit;

import static io.fluxgateway.testkit.ContractGateway.soon;
import static org.assertj.core.api.Assertions.assertThat;

import io.fluxgateway.auth.KeyTerms;
import io.fluxgateway.function.FluxFunction;
import io.fluxgateway.invocation.InMemoryInvocationQueue;
import io.fluxgateway.invocation.InvocationOptions;
import io.fluxgateway.invocation.InvocationQueue;
import io.fluxgateway.project.ProjectSettings;
import io.fluxgateway.route.Unmatched;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls of {@code async} functions: how they are queued, how they run, and how to ask what became of them. */
interface InvocationCases extends GatewayCases {
    /** For cases that ask again and again. */
    ProjectSettings WITH_LARGE_QUOTA = new ProjectSettings("team", List.of(ORIGIN));

    String UNKNOWN = "/_flux/invocations/0af7651916cd43dd8448eb211c80319c";
    String TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4740";

    private void runWith(InvocationQueue queue) throws Exception {
        run(contract().builder(0).settings(WITH_LARGE_QUOTA).queue(queue), call -> call.status(500));
    }

    private RawClient.Response queued(ContractRequest request) throws Exception {
        RawClient.Response answer = send(request);
        assertThat(answer.status()).as(answer.text()).isEqualTo(202);
        return answer;
    }

    private static String location(RawClient.Response answer) {
        return Objects.requireNonNull(answer.header("location"));
    }

    /** What is said of a call, once it has ended. */
    private RawClient.Response ended(RawClient.Response accepted) {
        return soon().until(
                        () -> send(get(location(accepted))),
                        answer -> answer.text().contains("\"endedAt\""));
    }

    // Queueing

    @Test
    default void aQueuedCallIsAnsweredWithItsRequestIdAndWhereToAsk() throws Exception {
        RawClient.Response answer = queued(post("/jobs", "{}"));

        String id = answer.header("x-request-id");
        assertThat(answer.text()).isEqualTo("{\"requestId\":\"" + id + "\",\"status\":\"queued\"}");
        assertThat(answer.header("location")).isEqualTo("/_flux/invocations/" + id);
        assertThat(answer.header("content-type")).isEqualTo("application/json");
        assertThat(answer.header("idempotency-replayed")).isNull();
    }

    @Test
    default void aQueuedCallRunsAndItsResponseIsKept() throws Exception {
        runWith(new InMemoryInvocationQueue());
        RawClient.Response accepted = queued(post("/jobs?a=1", "{}"));

        RawClient.Response answer = ended(accepted);

        String id = accepted.header("x-request-id");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("content-type")).isEqualTo("application/json");
        assertThat(answer.header("cache-control")).isEqualTo("no-store");
        assertThat(answer.header("retry-after")).isNull();
        assertThat(answer.text())
                .startsWith("{\"requestId\":\"" + id
                        + "\",\"function\":\"jobs\",\"status\":\"succeeded\",\"attempts\":1,\"acceptedAt\":\"20")
                .contains("\"response\":{\"status\":200,\"headers\":{\"content-type\":\"text/plain")
                .endsWith("\"body\":\"done\"}}");
    }

    @Test
    default void theFunctionSeesWhichAttemptOfWhichInvocationItIs() throws Exception {
        RawClient.Response accepted =
                queued(post("/jobs", "{}").with("X-Flux-Attempt", "9").with("X-Flux-Delay", "1ms"));

        soon().until(() -> !contract().seen.isEmpty());
        FluxFunction.Request seen = contract().seen.remove();
        assertThat(seen.requestId()).isEqualTo(accepted.header("x-request-id"));
        assertThat(seen.headers().all("x-request-id")).containsExactly(accepted.header("x-request-id"));
        assertThat(seen.headers().all("x-flux-attempt")).containsExactly("1");
        assertThat(location(accepted)).endsWith("/" + seen.headers().first("x-flux-invocation"));
        assertThat(seen.headers().all("x-flux-key-name")).containsExactly("till");
        assertThat(seen.headers().first("x-flux-delay")).isNull();
        assertThat(seen.headers().first("authorization")).isNull();
    }

    @Test
    default void aCallThatFailsIsTriedAgainUnderTheSameId() throws Exception {
        runWith(new InMemoryInvocationQueue());
        RawClient.Response accepted = queued(post("/flaky", ""));

        assertThat(ended(accepted).text()).contains("\"status\":\"succeeded\",\"attempts\":2,");
        assertThat(contract().seen)
                .extracting(
                        request -> request.requestId() + " " + request.headers().first("x-flux-attempt"))
                .containsExactly(accepted.header("x-request-id") + " 1", accepted.header("x-request-id") + " 2");
    }

    @Test
    default void aCallThatFailsForGoodSaysWhy() throws Exception {
        runWith(new InMemoryInvocationQueue());

        assertThat(ended(queued(post("/refuses", ""))).text())
                .contains("\"status\":\"failed\",\"attempts\":1,", "\"response\":{\"status\":422,");
        assertThat(ended(queued(post("/lost", ""))).text())
                .contains("\"status\":\"dead\",\"attempts\":1,", "\"error\":{\"code\":\"function_error\",\"detail\":");
    }

    @Test
    default void aCallOfATraceThatGoesOnHasAnInvocationIdOfItsOwn() throws Exception {
        runWith(new InMemoryInvocationQueue());
        RawClient.Response accepted =
                queued(post("/jobs", "{}").with("traceparent", "00-" + TRACE_ID + "-00f067aa0ba902b7-01"));

        String id = location(accepted).substring("/_flux/invocations/".length());
        assertThat(id).matches("[0-9a-f]{32}").isNotEqualTo(TRACE_ID);
        assertThat(accepted.text())
                .isEqualTo(
                        "{\"requestId\":\"" + TRACE_ID + "\",\"invocationId\":\"" + id + "\",\"status\":\"queued\"}");
        assertThat(ended(accepted).text())
                .startsWith(
                        "{\"requestId\":\"" + TRACE_ID + "\",\"invocationId\":\"" + id + "\",\"function\":\"jobs\"");
    }

    @Test
    default void aBodyThatIsTooLargeToQueueIs413() throws Exception {
        RawClient.Response answer = send(post("/jobs", "x".repeat(ContractGateway.MAX_BODY + 1)));

        assertThat(answer.status()).isEqualTo(413);
        assertThat(contract().seen).isEmpty();
    }

    @Test
    default void aFullQueueIs503AndTheCallerIsToldToComeBack() throws Exception {
        runWith(new InMemoryInvocationQueue(
                InMemoryInvocationQueue.DEFAULT_LIMITS.withMaxQueued(1), Clock.systemUTC()));
        var unused = queued(post("/jobs", "{}").with("x-flux-delay", "1h"));

        RawClient.Response answer = send(post("/jobs", "{}"));

        assertThat(answer.status()).isEqualTo(503);
        assertThat(GatewayCases.code(answer)).isEqualTo("queue_full");
        assertThat(answer.header("retry-after")).isEqualTo("1");
        assertThat(answer.header("location")).isNull();
    }

    @Test
    default void aQueueThatFailsIs503AndNothingIsSaidToBeQueued() throws Exception {
        InvocationQueue broken = new InMemoryInvocationQueue();
        broken.close();
        runWith(broken);

        for (ContractRequest request : List.of(post("/jobs", "{}"), get(UNKNOWN))) {
            RawClient.Response answer = send(request);
            assertThat(answer.status()).isEqualTo(503);
            assertThat(GatewayCases.code(answer)).isEqualTo("queue_unavailable");
            assertThat(answer.header("retry-after")).isEqualTo("5");
            assertThat(answer.header("location")).isNull();
        }
    }

    // Delays

    @Test
    default void aDelayedCallWaits() throws Exception {
        RawClient.Response accepted = queued(post("/jobs", "{}").with("x-flux-delay", "2h"));

        RawClient.Response answer = send(get(location(accepted)));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("retry-after")).isEqualTo("1");
        assertThat(answer.text())
                .contains("\"status\":\"queued\",\"attempts\":0,\"acceptedAt\":\"", "\"dueAt\":\"")
                .doesNotContain("endedAt", "response");
        assertThat(contract().seen).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"30", "soon", "-1s", "1.5h", "30 s", "8d", "999999999d", "1s, 2s"})
    default void anotherDelayIs400(String delay) throws Exception {
        RawClient.Response answer = send(post("/jobs", "{}").with("x-flux-delay", delay));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(GatewayCases.code(answer)).isEqualTo("delay_invalid");
        assertThat(answer.text()).contains(delay, "30s", "at most 7d");
    }

    @Test
    default void theLongestDelayIsAnOptionAndOfTwoDelaysNoneCounts() throws Exception {
        run(
                contract()
                        .builder(0)
                        .invocations(InvocationOptions.builder()
                                .maxDelay(Duration.ofMinutes(1))
                                .build()),
                call -> call.status(500));

        assertThat(send(post("/jobs", "{}").with("x-flux-delay", "61s")).status())
                .isEqualTo(400);
        assertThat(send(post("/jobs", "{}").with("x-flux-delay", "1m")).status())
                .isEqualTo(202);
        assertThat(send(post("/jobs", "{}").with("x-flux-delay", "1s").with("x-flux-delay", "1s"))
                        .status())
                .isEqualTo(400);
    }

    // Idempotency

    @Test
    default void aRepeatedCallIsQueuedOnceAndAnsweredWithTheFirstOnesId() throws Exception {
        RawClient.Response first = queued(post("/jobs", "{\"a\":1}").with("Idempotency-Key", "\"order-1\""));
        RawClient.Response second = queued(post("/jobs", "{\"a\":1}").with("Idempotency-Key", "order-1"));

        assertThat(second.text()).isEqualTo(first.text());
        assertThat(second.header("location")).isEqualTo(first.header("location"));
        assertThat(second.header("idempotency-replayed")).isEqualTo("true");
        assertThat(first.header("idempotency-replayed")).isNull();
        var unused = queued(post("/jobs", "{\"last\":1}"));
        soon().untilAsserted(() -> assertThat(contract().seen)
                .extracting(FluxFunction.Request::text)
                .containsExactlyInAnyOrder("{\"a\":1}", "{\"last\":1}"));
    }

    @ParameterizedTest
    @CsvSource({"/jobs,{\"a\":2},application/json", "/jobs?x=1,{\"a\":1},application/json", "/jobs,{\"a\":1},text/plain"
    })
    default void anotherCallUnderTheSameIdempotencyKeyIs422(String target, String body, String contentType)
            throws Exception {
        var unused = queued(post("/jobs", "{\"a\":1}")
                .with("Content-Type", "application/json")
                .with("Idempotency-Key", "order-1"));

        RawClient.Response answer =
                send(post(target, body).with("Content-Type", contentType).with("Idempotency-Key", "order-1"));

        assertThat(answer.status()).isEqualTo(422);
        assertThat(GatewayCases.code(answer)).isEqualTo("idempotency_key_reused");
    }

    @Test
    default void anIdempotencyKeyIsOfOneApiKeyAndOneFunction() throws Exception {
        String other = contract().newKey(ContractGateway.PROJECT, "other");
        ContractRequest request = post("/jobs", "{}").with("Idempotency-Key", "order-1");
        RawClient.Response first = queued(request);

        RawClient.Response ofOther = queued(ContractRequest.of("POST", "/jobs")
                .withKey(other)
                .withBody("{}")
                .with("Idempotency-Key", "order-1"));
        RawClient.Response ofOtherFunction = queued(post("/refuses", "{}").with("Idempotency-Key", "order-1"));

        assertThat(List.of(location(first), location(ofOther), location(ofOtherFunction)))
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"\"",
                "\"open",
                "\"a\"b\"",
                "\"a\\b\"",
                "two words",
                "a,b",
                "a;b=1",
                "\"a\";b=1",
                "\"tab\there\""
            })
    default void anIdempotencyKeyThatIsNoStringIs400(String key) throws Exception {
        RawClient.Response answer = send(post("/jobs", "{}").with("Idempotency-Key", key));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(GatewayCases.code(answer)).isEqualTo("idempotency_key_invalid");
        assertThat(contract().seen).isEmpty();
    }

    @Test
    default void anIdempotencyKeyIsBoundedAndThereIsOne() throws Exception {
        assertThat(send(post("/jobs", "{}").with("Idempotency-Key", "k".repeat(255)))
                        .status())
                .isEqualTo(202);
        assertThat(send(post("/jobs", "{}").with("Idempotency-Key", "\"\\\"" + "k".repeat(254) + "\""))
                        .status())
                .isEqualTo(202);
        for (ContractRequest request : List.of(
                post("/jobs", "{}").with("Idempotency-Key", "k".repeat(256)),
                post("/jobs", "{}").with("Idempotency-Key", "a").with("Idempotency-Key", "b"))) {
            assertThat(GatewayCases.code(send(request))).isEqualTo("idempotency_key_invalid");
        }
    }

    // How a call stands

    @Test
    default void anInvocationThatIsNotThereIs404AndCostsQuota() throws Exception {
        RawClient.Response answer = send(get(UNKNOWN));

        assertThat(answer.status()).isEqualTo(404);
        assertThat(GatewayCases.code(answer)).isEqualTo("invocation_not_found");
        assertThat(answer.header("ratelimit")).startsWith("\"free\";r=119;");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/_flux",
                "/_flux/invocations",
                "/_flux/invocations/",
                "/_flux/invocations/1",
                "/_flux/invocations/0AF7651916CD43DD8448EB211C80319C",
                "/_flux/invocations/0af7651916cd43dd8448eb211c80319c/",
                "/_flux/invocations/0af7651916cd43dd8448eb211c80319c;x=1",
                "/_flux/health"
            })
    default void otherPathsOfTheGatewaysOwnStay404(String path) throws Exception {
        RawClient.Response answer = send(get(path));

        assertThat(answer.status()).isEqualTo(404);
        assertThat(GatewayCases.code(answer)).isEqualTo("route_not_found");
    }

    @Test
    default void anInvocationIsOnlyAskedFor() throws Exception {
        RawClient.Response answer = send(post(UNKNOWN, "{}"));

        assertThat(answer.status()).isEqualTo(404);
        assertThat(GatewayCases.code(answer)).isEqualTo("route_not_found");
        assertThat(answer.text()).contains("\"methods\":[\"GET\",\"HEAD\"]");
    }

    @Test
    default void headHasTheSameHeadAndNoBody() throws Exception {
        RawClient.Response accepted = queued(post("/jobs", "{}").with("x-flux-delay", "2h"));

        RawClient.Response answer =
                send(ContractRequest.of("HEAD", location(accepted)).withKey(contract().key));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEmpty();
        assertThat(answer.header("content-type")).isEqualTo("application/json");
        assertThat(answer.header("retry-after")).isEqualTo("1");
    }

    @Test
    default void onlyAKeyOfTheProjectThatMayCallTheFunctionSeesAnInvocation() throws Exception {
        String location = location(queued(post("/jobs", "{}").with("x-flux-delay", "2h")));
        String foreign = contract().newKey("elsewhere", "till");
        String hello = contract().newKey("hello-only", KeyTerms.DEFAULT.withScopes(List.of("hello")));
        String jobs = contract().newKey("jobs-only", KeyTerms.DEFAULT.withScopes(List.of("jobs")));

        assertThat(send(ContractRequest.of("GET", location)).status()).isEqualTo(401);
        assertThat(GatewayCases.code(send(ContractRequest.of("GET", location).withKey(foreign))))
                .isEqualTo("credential_of_other_project");
        RawClient.Response outOfScope = send(ContractRequest.of("GET", location).withKey(hello));
        assertThat(outOfScope.status()).isEqualTo(403);
        assertThat(GatewayCases.code(outOfScope)).isEqualTo("credential_scope_missing");
        assertThat(outOfScope.header("www-authenticate")).isEqualTo("Bearer error=\"insufficient_scope\"");
        assertThat(send(ContractRequest.of("GET", location).withKey(jobs)).status())
                .isEqualTo(200);
    }

    @Test
    default void invocationsAreTheGatewaysAlsoInFrontOfAnApplication() throws Exception {
        run(
                contract().builder(0).settings(WITH_LARGE_QUOTA).unmatched(Unmatched.PASS_TO_HOST),
                call -> call.status(500));

        RawClient.Response accepted = queued(post("/jobs", "{}"));

        assertThat(ended(accepted).text()).contains("\"status\":\"succeeded\"");
        assertThat(send(ContractRequest.of("GET", location(accepted))).status()).isEqualTo(401);
    }

    // Pages in browsers

    @Test
    default void pagesMayReadWhereToAskAndAsk() throws Exception {
        run(contract().builder(0).settings(WITH_ORIGIN), call -> call.status(500));
        RawClient.Response accepted =
                queued(post("/jobs", "{}").with("Origin", ORIGIN).with("x-flux-delay", "1h"));
        assertThat(accepted.header("access-control-expose-headers"))
                .contains("location")
                .contains("idempotency-replayed");

        RawClient.Response preflight = send(preflight(location(accepted), "GET"));

        assertThat(preflight.status()).isEqualTo(204);
        assertThat(preflight.header("access-control-allow-origin")).isEqualTo(ORIGIN);
        assertThat(preflight.header("access-control-allow-methods")).isEqualTo("GET, HEAD");
    }
}

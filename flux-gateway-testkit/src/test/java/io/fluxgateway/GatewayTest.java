package io.fluxgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fluxgateway.auth.ApiKey;
import io.fluxgateway.auth.ApiKeySecret;
import io.fluxgateway.auth.InMemoryKeyStore;
import io.fluxgateway.auth.KeyNameTakenException;
import io.fluxgateway.exchange.ForwardFailure;
import io.fluxgateway.function.FluxFunction;
import io.fluxgateway.function.FunctionManifest;
import io.fluxgateway.function.FunctionManifestBuilder;
import io.fluxgateway.http.Headers;
import io.fluxgateway.http.Method;
import io.fluxgateway.http.Problem;
import io.fluxgateway.limit.Permit;
import io.fluxgateway.limit.RateLimiter;
import io.fluxgateway.project.ProjectSettings;
import io.fluxgateway.route.RouteTable;
import io.fluxgateway.testkit.LoopbackHost;
import io.fluxgateway.trace.Trace;
import io.fluxgateway.trace.TraceBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole pipeline, from a request's head to its trace, without a socket. */
final class GatewayTest {
    private final InMemoryKeyStore keys = new InMemoryKeyStore();
    private final TraceBuffer traces = new TraceBuffer();
    private final ConcurrentLinkedQueue<FluxFunction.Request> seen = new ConcurrentLinkedQueue<>();
    private final CountDownLatch release = new CountDownLatch(1);
    private final String key = newKey("shop", "till", null);
    private Gateway gateway;

    @BeforeEach
    void build() {
        gateway = builder().build();
    }

    @AfterEach
    void close() {
        release.countDown();
        gateway.close();
    }

    // The order of the steps

    @Test
    void aBadKeyOnAnUnknownPathIs401() {
        assertThat(get("/nowhere").sendTo(gateway::handle).status()).isEqualTo(401);
    }

    @Test
    void anOverdrawnKeyOnAnUnknownPathIs429AndA404CostsQuota() {
        for (int i = 0; i < 120; i++) {
            assertThat(withKey("GET", "/nowhere").status()).isIn(404, 429);
        }

        await().until(() -> withKey("GET", "/nowhere").status() == 429);
    }

    @Test
    void anAmbiguousPathIs400BeforeAuthentication() {
        LoopbackHost answer = get("/hello/%2e%2e/secret").sendTo(gateway::handle);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains("\"code\":\"request_path_invalid\"");
        assertThat(answer.header("x-request-id")).matches("[0-9a-f]{32}");
    }

    @Test
    void aRequestThatTheHostCannotVouchForIsRefusedWithARequestId() {
        LoopbackHost answer = get("/hello")
                .withKey(key)
                .withRefusal(Problem.of(501, "coding_unknown", "Unknown", "Unknown coding."))
                .sendTo(gateway::handle);

        assertThat(answer.status()).isEqualTo(501);
        assertThat(answer.body()).contains("\"code\":\"coding_unknown\"");
        assertThat(answer.header("x-request-id")).matches("[0-9a-f]{32}");
        assertThat(answer.header("RateLimit")).isNull();
    }

    @Test
    void theTraceShowsEveryDecisionAlsoOfARejectedRequest() {
        LoopbackHost answer = withKey("GET", "/nowhere");

        Trace trace = trace(answer);
        assertThat(trace.status()).isEqualTo(404);
        assertThat(trace.problem()).isEqualTo("route_not_found");
        assertThat(trace.keyName()).isEqualTo("till");
        assertThat(trace.decisions())
                .extracting(decided -> decided.decision().step().name())
                .containsExactly("AUTHENTICATION", "RATE_LIMIT", "ROUTE");
    }

    @Test
    void theTraceHoldsNoCredential() {
        LoopbackHost answer = withKey("GET", "/hello");

        assertThat(trace(answer).toString()).doesNotContain(key.substring(14));
    }

    // Keys

    @ParameterizedTest
    @ValueSource(strings = {"Basic dTpw", "Bearer", "Bearer ", "Bearer nonsense", "flx_live_x", "bearer  flx_live_x"})
    void aCredentialThatIsNoKeyIs401(String credential) {
        LoopbackHost answer = get("/hello").with("Authorization", credential).sendTo(gateway::handle);

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.headers("WWW-Authenticate")).containsExactly("Bearer");
        assertThat(answer.body()).contains("\"code\":\"credential_malformed\"");
        assertThat(answer.header("RateLimit")).isNull();
    }

    @Test
    void aRevokedKeyIs401() {
        keys.revoke("shop", "till");

        assertThat(withKey("GET", "/hello").body()).contains("\"status\":401", "\"code\":\"credential_revoked\"");
    }

    @Test
    void aKeyOfAnotherProjectIs403() {
        String foreign = newKey("bakery", "till", null);

        LoopbackHost answer = get("/hello").withKey(foreign).sendTo(gateway::handle);

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.body()).contains("\"code\":\"credential_of_other_project\"");
    }

    @Test
    void aKeyStoreThatFailsIs500WithoutDetails() {
        gateway.close();
        gateway = builder()
                .keys(digest -> CompletableFuture.failedFuture(new IllegalStateException("disk on fire")))
                .build();

        LoopbackHost answer = withKey("GET", "/hello");

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.body()).contains("\"code\":\"internal_error\"").doesNotContain("disk");
    }

    // Routes

    @Test
    void headFollowsGetAndHasNoBody() {
        LoopbackHost answer = withKey("HEAD", "/hello");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void anotherMethodIs404WhoseDetailNamesThoseThatExist() {
        LoopbackHost answer = withKey("POST", "/hello");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body()).contains("GET");
    }

    @Test
    void newRoutesAreServedFromTheNextRequestOn() {
        gateway.routes(RouteTable.of(List.of(java("other", Method.GET, "/other"))));

        assertThat(withKey("GET", "/hello").status()).isEqualTo(404);
    }

    // CORS

    @Test
    void aPreflightNeedsNoKeyCostsNothingAndNamesTheDeployedMethods() {
        LoopbackHost answer = LoopbackHost.request("OPTIONS", "/hello")
                .with("Origin", "https://app.example")
                .with("Access-Control-Request-Method", "GET")
                .with("Access-Control-Request-Headers", "Authorization, X-Mine")
                .sendTo(gateway::handle);

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.header("Access-Control-Allow-Methods")).isEqualTo("GET, HEAD");
        assertThat(answer.header("Access-Control-Allow-Headers")).isEqualTo("authorization, content-type, x-mine");
        assertThat(answer.header("Access-Control-Max-Age")).isEqualTo("600");
        assertThat(answer.header("Vary")).contains("Origin");
        assertThat(answer.header("x-request-id")).matches("[0-9a-f]{32}");
        assertThat(answer.header("RateLimit")).isNull();
    }

    @ParameterizedTest
    @CsvSource({"/hello,401,false", "/nowhere,404,true", "/crash,502,true", "/throws,500,true"})
    void everyErrorToAnAllowedOriginCanBeReadByItsPage(String path, int status, boolean authenticated) {
        LoopbackHost request = get(path).with("Origin", "https://app.example");
        LoopbackHost answer = (authenticated ? request.withKey(key) : request).sendTo(gateway::handle);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.headers("Access-Control-Allow-Origin")).containsExactly("*");
        assertThat(answer.header("Access-Control-Expose-Headers")).contains("x-request-id");
        assertThat(answer.headers("Vary")).contains("Origin");
    }

    @Test
    void settingsApplyFromTheNextRequestOn() {
        gateway.settings(new ProjectSettings("pro", List.of("https://app.example")));

        LoopbackHost allowed =
                get("/hello").withKey(key).with("Origin", "https://app.example").sendTo(gateway::handle);
        LoopbackHost other = get("/hello")
                .withKey(key)
                .with("Origin", "https://evil.example")
                .sendTo(gateway::handle);

        assertThat(allowed.header("Access-Control-Allow-Origin")).isEqualTo("https://app.example");
        assertThat(allowed.header("RateLimit-Policy")).isEqualTo("\"pro\";q=2000;w=120");
        assertThat(other.header("Access-Control-Allow-Origin")).isNull();
    }

    @Test
    void settingsThatAreNotValidChangeNothing() {
        org.assertj.core.api.Assertions.assertThatIllegalArgumentException()
                .isThrownBy(() -> gateway.settings(new ProjectSettings("gold", List.of("https://app.example"))))
                .withMessageContaining("gold")
                .withMessageContaining("free");

        assertThat(withKey("GET", "/hello").header("RateLimit-Policy")).startsWith("\"free\"");
    }

    // Dispatch

    @Test
    void aJavaFunctionLearnsWhoCallsAndNotTheCredential() {
        LoopbackHost answer = get("/hello?x=1")
                .withKey(key)
                .with("x-flux-key-name", "forged")
                .with("X-Mine", "kept")
                .sendTo(gateway::handle);

        assertThat(answer.body()).isEqualTo("hello");
        FluxFunction.Request request = seen.remove();
        assertThat(request.requestId()).isEqualTo(answer.header("x-request-id"));
        assertThat(request.query()).isEqualTo("x=1");
        assertThat(request.headers().all("x-flux-key-name")).containsExactly("till");
        assertThat(request.headers().first("x-mine")).isEqualTo("kept");
        assertThat(request.headers().first("authorization")).isNull();
        assertThat(request.headers().first("x-request-id")).isEqualTo(answer.header("x-request-id"));
    }

    @Test
    void aJavaFunctionThatThrowsIs500WithoutDetails() {
        LoopbackHost answer = withKey("GET", "/throws");

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.body()).contains("\"code\":\"function_error\"").doesNotContain("till is on fire");
    }

    @Test
    void aJavaFunctionBeyondItsTimeLimitIs504AndInterrupted() {
        assertThat(withKey("GET", "/sleeps").body()).contains("\"status\":504", "\"code\":\"function_timeout\"");

        await().until(() -> release.getCount() == 0);
    }

    @Test
    void aBodyThatIsTooLargeForAJavaFunctionIs413() {
        gateway.close();
        gateway = builder().maxBufferedBody(10).build();

        LoopbackHost answer = LoopbackHost.request("POST", "/save")
                .withKey(key)
                .withBody("12345678901")
                .sendTo(gateway::handle);

        assertThat(answer.status()).isEqualTo(413);
    }

    @Test
    void theHostApplicationAnswersItsOwnPathsBehindKeysAndQuotas() {
        LoopbackHost refused = get("/app").sendTo(gateway::handle);
        LoopbackHost answer = get("/app")
                .withKey(key)
                .withApplication(app -> app.respond(201, "from the app"))
                .sendTo(gateway::handle);

        assertThat(refused.status()).isEqualTo(401);
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.body()).isEqualTo("from the app");
        assertThat(answer.header("x-request-id")).isEqualTo(trace(answer).requestId());
        assertThat(answer.header("RateLimit")).isNotNull();
    }

    @Test
    void anUpstreamsAnswerIsRelayedButNotItsGatewayFields() {
        LoopbackHost request = get("/upstream").withKey(key).with("Origin", "https://app.example");
        LoopbackHost answer = request.withUpstream(forwarding -> {
                    assertThat(forwarding.requestTarget()).isEqualTo("/base/upstream");
                    request.relay(
                            forwarding,
                            418,
                            new Headers()
                                    .add("x-request-id", "forged")
                                    .add("Access-Control-Allow-Origin", "https://evil.example")
                                    .add("RateLimit", "forged")
                                    .add("x-flux-error", "forged")
                                    .add("X-Mine", "kept"),
                            "short and stout");
                })
                .sendTo(gateway::handle);

        assertThat(answer.status()).isEqualTo(418);
        assertThat(answer.body()).isEqualTo("short and stout");
        assertThat(answer.headers("x-request-id")).hasSize(1).doesNotContain("forged");
        assertThat(answer.headers("Access-Control-Allow-Origin")).containsExactly("*");
        assertThat(answer.headers("RateLimit")).hasSize(1).doesNotContain("forged");
        assertThat(answer.header("x-flux-error")).isNull();
        assertThat(answer.header("X-Mine")).isEqualTo("kept");
    }

    @ParameterizedTest
    @CsvSource({
        "UNREACHABLE,502,upstream_unreachable",
        "NO_RESPONSE,502,upstream_no_response",
        "TIME_LIMIT,504,function_timeout",
        "REQUEST_TOO_LARGE,413,body_too_large",
        "REQUEST_BROKEN,400,body_unreadable",
        "REQUEST_TOO_SLOW,408,body_too_slow",
        "UPGRADE_REQUESTED,501,upgrade_not_supported"
    })
    void eachWayInWhichForwardingFailsHasItsAnswer(ForwardFailure failure, int status, String code) {
        LoopbackHost answer = get("/upstream")
                .withKey(key)
                .withUpstream(forwarding -> forwarding.failed(failure, null))
                .sendTo(gateway::handle);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.body()).contains("\"code\":\"" + code + "\"");
    }

    @Test
    void aFunctionWhoseRuntimeIsNotThereIs502() {
        LoopbackHost answer = withKey("GET", "/crash");

        assertThat(answer.status()).isEqualTo(502);
        assertThat(answer.body()).contains("\"code\":\"function_failed_to_start\"");
    }

    @Test
    void anAsyncFunctionIsAnsweredAtOnceAndRuns() {
        LoopbackHost answer = LoopbackHost.request("POST", "/later/7")
                .withKey(key)
                .withBody("payload")
                .sendTo(gateway::handle);

        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.body())
                .isEqualTo("{\"requestId\":\"" + answer.header("x-request-id") + "\",\"status\":\"queued\"}");
        await().until(() -> !seen.isEmpty());
        FluxFunction.Request request = seen.remove();
        assertThat(request.requestId()).isEqualTo(answer.header("x-request-id"));
        assertThat(request.params()).containsEntry("id", "7");
        assertThat(new String(request.body(), StandardCharsets.UTF_8)).isEqualTo("payload");
    }

    // Decisions that come later

    @Test
    void aLimiterThatAnswersLaterOnAnotherThreadLosesAndDoublesNothing() {
        gateway.close();
        Executor later = CompletableFuture.delayedExecutor(5, TimeUnit.MILLISECONDS);
        RateLimiter slow =
                (id, plan) -> CompletableFuture.supplyAsync(() -> new Permit(true, 7, Duration.ofSeconds(1)), later);
        gateway = builder().rateLimiter(slow).build();

        List<CompletableFuture<LoopbackHost>> all = java.util.stream.IntStream.range(0, 200)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> withKey("GET", "/upstream-ok")))
                .toList();

        assertThat(all).allSatisfy(answer -> {
            assertThat(answer.join().status()).isEqualTo(200);
            assertThat(answer.join().completions()).isEqualTo(1);
            assertThat(answer.join().header("RateLimit")).isEqualTo("\"free\";r=7;t=1");
        });
    }

    @Test
    void aLimiterThatFailsIs500() {
        gateway.close();
        CompletionStage<Permit> failed = CompletableFuture.failedFuture(new IllegalStateException("gone"));
        gateway = builder().rateLimiter((id, plan) -> failed).build();

        assertThat(withKey("GET", "/hello").status()).isEqualTo(500);
    }

    // What the tests stand on

    private GatewayBuilder builder() {
        return Gateway.builder("shop")
                .keys(keys)
                .traces(traces)
                .routes(RouteTable.of(List.of(
                        java("hello", Method.GET, "/hello"),
                        java("throws", Method.GET, "/throws"),
                        java("save", Method.POST, "/save"),
                        manifest("sleeps", "java", Method.GET, "/sleeps")
                                .timeout(Duration.ofMillis(100))
                                .build(),
                        manifest("app", "host", Method.GET, "/app").build(),
                        manifest("crash", "deno", Method.GET, "/crash").build(),
                        upstream("upstream", "/upstream"),
                        upstream("upstream-ok", "/upstream-ok"),
                        manifest("later", "java", Method.POST, "/later/{id}")
                                .async()
                                .build())))
                .function("hello", request -> answer(request, "hello"))
                .function("save", request -> answer(request, "saved"))
                .function("later", request -> answer(request, "done"))
                .function("sleeps", request -> {
                    try {
                        release.await();
                    } catch (InterruptedException e) {
                        release.countDown();
                    }
                    return answer(request, "too late");
                })
                .function("throws", request -> {
                    throw new IllegalStateException("the till is on fire");
                });
    }

    private FluxFunction.Response answer(FluxFunction.Request request, String body) {
        seen.add(request);
        return new FluxFunction.Response(
                200, new Headers().add("content-type", "text/plain"), body.getBytes(StandardCharsets.UTF_8));
    }

    private static FunctionManifest java(String name, Method method, String route) {
        return manifest(name, "java", method, route).build();
    }

    private static FunctionManifest upstream(String name, String route) {
        return manifest(name, "http", Method.GET, route)
                .url("http://127.0.0.1:9/base")
                .build();
    }

    private static FunctionManifestBuilder manifest(String name, String runtime, Method method, String route) {
        return FunctionManifest.named(name).runtime(runtime).method(method).route(route);
    }

    private String newKey(String project, String name, @org.jspecify.annotations.Nullable Instant revoked) {
        ApiKeySecret secret = ApiKeySecret.generate(ApiKeySecret.Mode.LIVE);
        try {
            keys.add(
                    new ApiKey(project + "-" + name, project, name, secret.preview(), Instant.now(), revoked),
                    secret.digest());
        } catch (KeyNameTakenException e) {
            throw new AssertionError(e);
        }
        return secret.reveal();
    }

    private static LoopbackHost get(String target) {
        LoopbackHost request = LoopbackHost.request("GET", target);
        return request.withUpstream(forwarding -> request.relay(forwarding, 200, new Headers(), "from upstream"));
    }

    private LoopbackHost withKey(String method, String target) {
        LoopbackHost request = LoopbackHost.request(method, target).withKey(key);
        return request.withUpstream(forwarding -> request.relay(forwarding, 200, new Headers(), "from upstream"))
                .sendTo(gateway::handle);
    }

    private Trace trace(LoopbackHost answer) {
        return traces.find(String.valueOf(answer.header("x-request-id"))).get(0);
    }
}

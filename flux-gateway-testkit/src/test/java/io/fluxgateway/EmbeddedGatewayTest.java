package io.fluxgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.fluxgateway.auth.ApiKeySecret;
import io.fluxgateway.auth.InMemoryKeyStore;
import io.fluxgateway.auth.KeyTerms;
import io.fluxgateway.auth.ProjectKeys;
import io.fluxgateway.exchange.Caller;
import io.fluxgateway.exchange.Step;
import io.fluxgateway.function.FluxFunction;
import io.fluxgateway.function.FunctionManifest;
import io.fluxgateway.http.Method;
import io.fluxgateway.http.Problem;
import io.fluxgateway.http.ProblemException;
import io.fluxgateway.limit.Permit;
import io.fluxgateway.middleware.Middleware;
import io.fluxgateway.route.RouteMatch;
import io.fluxgateway.route.RouteTable;
import io.fluxgateway.route.Unmatched;
import io.fluxgateway.testkit.LoopbackHost;
import io.fluxgateway.trace.Trace;
import io.fluxgateway.trace.TraceBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an application that embeds the gateway adds to it: middlewares, Java functions, paths of its own. */
final class EmbeddedGatewayTest {
    private final InMemoryKeyStore keys = new InMemoryKeyStore();
    private final TraceBuffer traces = new TraceBuffer();
    private final AtomicInteger permits = new AtomicInteger();
    private final List<String> ran = new ArrayList<>();
    private final CountDownLatch release = new CountDownLatch(1);
    private String key;
    private Gateway gateway;

    @BeforeEach
    void makeKey() throws Exception {
        key = new ProjectKeys("shop", keys)
                .create("till", ApiKeySecret.Mode.LIVE)
                .reveal();
    }

    @AfterEach
    void close() {
        release.countDown();
        gateway.close();
    }

    // Custom middlewares

    @Test
    void middlewaresRunAtTheirPlacesInTheOrderInWhichTheyWereAdded() {
        GatewayBuilder builder = builder();
        for (Step step : Step.values()) {
            builder.before(step, noting("before " + step)).before(step, noting("then before " + step));
            if (step != Step.DISPATCH) {
                builder.after(step, noting("after " + step)).after(step, noting("then after " + step));
            }
        }
        gateway = builder.build();

        assertThat(send("GET", "/orders").status()).isEqualTo(200);

        List<String> expected = new ArrayList<>();
        for (Step step :
                List.of(Step.CORS, Step.LOAD, Step.AUTHENTICATION, Step.RATE_LIMIT, Step.ROUTE, Step.DISPATCH)) {
            expected.addAll(List.of("before " + step, "then before " + step));
            if (step != Step.DISPATCH) {
                expected.addAll(List.of("after " + step, "then after " + step));
            }
        }
        assertThat(ran).isEqualTo(expected);
    }

    @Test
    void aKeyOfOneFunctionReachesNoOtherAlsoIfTheRoutesAreChangedMeanwhile() throws Exception {
        String scoped = new ProjectKeys("shop", keys)
                .create("scoped", ApiKeySecret.Mode.LIVE, KeyTerms.DEFAULT.withScopes(List.of("orders")))
                .reveal();
        gateway = builder()
                .after(Step.AUTHENTICATION, (exchange, next) -> {
                    gateway.routes(RouteTable.of(host("secrets", "/{any}")));
                    return next.proceed(exchange);
                })
                .after(Step.ROUTE, (exchange, next) -> {
                    ran.add(exchange.get(RouteMatch.ATTRIBUTE)
                            .route()
                            .function()
                            .name());
                    return next.proceed(exchange);
                })
                .build();
        RouteTable first = gateway.routes();

        assertThat(application("GET", "/orders")
                        .withKey(scoped)
                        .sendTo(gateway::handle)
                        .status())
                .isEqualTo(200);
        gateway.routes(first);
        assertThat(application("GET", "/later")
                        .withKey(scoped)
                        .sendTo(gateway::handle)
                        .status())
                .isEqualTo(404);
        assertThat(application("GET", "/later")
                        .withKey(scoped)
                        .sendTo(gateway::handle)
                        .status())
                .isEqualTo(403);
        assertThat(send("GET", "/later").status()).isEqualTo(200);

        assertThat(ran).containsExactly("orders", "secrets");
    }

    @Test
    void onlyARequestThatIsLetThroughIsAUseOfItsKey() throws Exception {
        ProjectKeys project = new ProjectKeys("shop", keys);
        String scoped = project.create("scoped", ApiKeySecret.Mode.LIVE, KeyTerms.DEFAULT.withScopes(List.of("orders")))
                .reveal();
        gateway = builder().build();

        application("GET", "/greet").withKey(scoped).sendTo(gateway::handle);
        assertThat(project.lastUsed()).isEmpty();
        application("GET", "/orders").withKey(scoped).sendTo(gateway::handle);
        assertThat(project.lastUsed())
                .containsOnlyKeys(project.find("scoped").orElseThrow().id());
    }

    @Test
    void aMiddlewareSeesWhatTheStepsBeforeItFoundOut() {
        gateway = builder()
                .before(Step.AUTHENTICATION, (exchange, next) -> {
                    ran.add(String.valueOf(exchange.caller()));
                    return next.proceed(exchange);
                })
                .after(Step.AUTHENTICATION, (exchange, next) -> {
                    ran.add(exchange.caller().keyName() + " " + exchange.requestId());
                    return next.proceed(exchange);
                })
                .after(Step.ROUTE, (exchange, next) -> {
                    RouteMatch match = exchange.get(RouteMatch.ATTRIBUTE);
                    ran.add(match.route().function().name());
                    exchange.forwardHeader("x-tenant", "t1");
                    return next.proceed(exchange);
                })
                .build();

        LoopbackHost answer = send("GET", "/orders");

        assertThat(ran).containsExactly("null", "till " + answer.header("x-request-id"), "orders");
    }

    @Test
    void aMiddlewareThatRejectsEndsTheRequestWhereItStands() {
        gateway = builder()
                .after(Step.AUTHENTICATION, (exchange, next) -> {
                    throw new ProblemException(Problem.of(403, "closed_on_sundays", "Closed", "Come back on Monday."));
                })
                .after(Step.RATE_LIMIT, noting("never"))
                .build();

        LoopbackHost answer = send("GET", "/orders");

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.body()).contains("\"code\":\"closed_on_sundays\"");
        assertThat(answer.header("x-request-id")).matches("[0-9a-f]{32}");
        assertThat(answer.header("Vary")).contains("Origin");
        assertThat(trace(answer).problem()).isEqualTo("closed_on_sundays");
        assertThat(ran).isEmpty();
        assertThat(permits).hasValue(0);
    }

    @Test
    void aMiddlewareThatFailsIs500AndTellsNothing() {
        gateway = builder()
                .before(Step.DISPATCH, (exchange, next) -> {
                    throw new IllegalStateException("the tenant table is gone");
                })
                .build();

        LoopbackHost answer = send("GET", "/orders");

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.body()).doesNotContain("tenant");
        assertThat(answer.completions()).isEqualTo(1);
    }

    @Test
    void aMiddlewareMayDecideLater() {
        gateway = builder()
                .before(
                        Step.ROUTE,
                        (exchange, next) -> exchange.await(CompletableFuture.supplyAsync(() -> "t1"), (e, tenant) -> {
                            e.setResponseHeader("x-tenant", tenant);
                            return next.proceed(e);
                        }))
                .build();

        assertThat(send("GET", "/orders").header("x-tenant")).isEqualTo("t1");
    }

    @Test
    void nothingComesAfterDispatch() {
        gateway = builder().build();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().after(Step.DISPATCH, noting("never")))
                .withMessageStartingWith("after: DISPATCH (expected: ")
                .withMessageContaining("onComplete");
    }

    // Paths of the application's own

    @ParameterizedTest
    @ValueSource(strings = {"/", "/login", "/orders/7", "/ordersx", "/static/app.js;v=2"})
    void aPathWithoutFunctionGoesOnUntouched(String path) {
        gateway = builder().unmatched(Unmatched.PASS_TO_HOST).build();

        LoopbackHost answer = application("GET", path)
                .with("Origin", "https://a.example")
                .with("Authorization", "Basic abc")
                .sendTo(gateway::handle);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("application");
        assertThat(answer.header("x-request-id"))
                .isEqualTo(answer.proceeding().requestId())
                .matches("[0-9a-f]{32}");
        assertThat(answer.header("Access-Control-Allow-Origin")).isNull();
        assertThat(answer.header("Vary")).isNull();
        assertThat(answer.header("RateLimit")).isNull();
        assertThat(answer.proceeding().caller()).isNull();
        assertThat(permits).hasValue(0);
        assertThat(trace(answer).decisions())
                .extracting(decided ->
                        decided.decision().step() + " " + decided.decision().outcome())
                .containsExactly("ROUTE passed_to_host");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /orders",
                "PUT /orders",
                "OPTIONS /orders",
                "GET /orders/",
                "GET /orders;x=1",
                "GET /orders;x/",
                "GET /%6Frders",
                "GET /shops/;a/orders;b",
                "GET /shops/7/orders",
                "GET /shops/7;v=1/orders",
                "GET /deep",
                "GET /_flux",
                "GET /_flux;x/y"
            })
    void aPathWithAFunctionStaysBehindTheGatewayInEverySpelling(String request) {
        gateway = builder().unmatched(Unmatched.PASS_TO_HOST).build();

        int space = request.indexOf(' ');
        LoopbackHost answer = application(request.substring(0, space), request.substring(space + 1))
                .sendTo(gateway::handle);

        assertThat(answer.status()).isIn(400, 401);
        assertThat(answer.proceeding()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/x/..;/orders", "/x/%2e%2e/orders", "//orders", "/x%2Forders", "/x\\orders", "/x/;a/b", "/%zz"})
    void aPathThatCannotBeTrustedIsRefusedRatherThanPassedOn(String path) {
        gateway = builder().unmatched(Unmatched.PASS_TO_HOST).build();

        LoopbackHost answer = application("GET", path).sendTo(gateway::handle);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.proceeding()).isNull();
    }

    @Test
    void aRequestThatTheHostCannotVouchForIsNotPassedOn() {
        gateway = builder().unmatched(Unmatched.PASS_TO_HOST).build();

        LoopbackHost answer = application("GET", "/login")
                .withRefusal(Problem.of(400, "framing", "Framing", "Two lengths."))
                .sendTo(gateway::handle);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.proceeding()).isNull();
    }

    @Test
    void aPreflightForAPathWithoutFunctionIsTheApplications() {
        gateway = builder().unmatched(Unmatched.PASS_TO_HOST).build();

        assertThat(application("OPTIONS", "/login")
                        .with("Origin", "https://a.example")
                        .with("Access-Control-Request-Method", "GET")
                        .sendTo(gateway::handle)
                        .body())
                .isEqualTo("application");
        assertThat(application("OPTIONS", "/orders")
                        .with("Origin", "https://a.example")
                        .with("Access-Control-Request-Method", "GET")
                        .sendTo(gateway::handle)
                        .header("Access-Control-Allow-Origin"))
                .isNotNull();
    }

    @Test
    void theApplicationReadsItsCaller() {
        gateway = builder().unmatched(Unmatched.PASS_TO_HOST).build();

        LoopbackHost answer = send("GET", "/orders");

        String id = keys.list("shop").get(0).id();
        assertThat(answer.proceeding().caller()).isEqualTo(new Caller(id, "till", "shop"));
        assertThat(permits).hasValue(1);
    }

    @Test
    void withoutTheChoiceAPathWithoutFunctionIs404() {
        gateway = builder().build();

        assertThat(application("GET", "/login").sendTo(gateway::handle).status())
                .isEqualTo(401);
        assertThat(send("GET", "/login").status()).isEqualTo(404);
    }

    // Java functions

    @Test
    void functionsOnTheClassPathAreFound() {
        gateway = builder().build();

        LoopbackHost answer = send("GET", "/greet?name=Ada");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("hello, name=Ada");
        assertThat(answer.header("content-type")).isEqualTo("text/plain; charset=utf-8");
    }

    @Test
    void aFunctionOnTheBuilderGoesBeforeOneOnTheClassPath() {
        gateway = builder()
                .function("greet", request -> FluxFunction.Response.json(200, "{}"))
                .build();

        LoopbackHost answer = send("GET", "/greet");

        assertThat(answer.body()).isEqualTo("{}");
        assertThat(answer.header("content-type")).isEqualTo("application/json");
    }

    @Test
    void oneFunctionTooManyIs503AndMayBeTriedAgain() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        gateway = builder()
                .maxFunctionThreads(1)
                .function("greet", request -> {
                    started.countDown();
                    release.await();
                    return FluxFunction.Response.empty(204);
                })
                .build();
        CompletableFuture<LoopbackHost> first = CompletableFuture.supplyAsync(() -> send("GET", "/greet"));
        started.await();

        LoopbackHost second = send("GET", "/greet");
        release.countDown();

        assertThat(second.status()).isEqualTo(503);
        assertThat(second.header("Retry-After")).isEqualTo("1");
        assertThat(second.body()).contains("\"code\":\"function_busy\"").contains("Function greet was not called");
        assertThat(first.join().status()).isEqualTo(204);
    }

    @Test
    void functionsRunOnVirtualThreadsWhereTheJvmHasThem() {
        gateway = builder()
                .function(
                        "greet",
                        request -> FluxFunction.Response.text(
                                200,
                                isVirtual() + " "
                                        + Thread.currentThread().isDaemon()
                                        + " " + Thread.currentThread().getName()))
                .build();

        assertThat(send("GET", "/greet").body())
                .isEqualTo((Runtime.version().feature() >= 21) + " true flux-function-1");
    }

    private static boolean isVirtual() {
        try {
            return (Boolean) Thread.class.getMethod("isVirtual").invoke(Thread.currentThread());
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }

    // What the tests stand on

    private GatewayBuilder builder() {
        return Gateway.builder("shop")
                .keys(keys)
                .traces(traces)
                .rateLimiter((id, plan) -> {
                    permits.incrementAndGet();
                    return CompletableFuture.completedFuture(new Permit(true, 5, Duration.ofSeconds(1)));
                })
                .routes(RouteTable.of(
                        host("orders", "/orders"),
                        host("shop_orders", "/shops/{shop}/orders"),
                        host("deep", "/deep/{rest...}"),
                        FunctionManifest.named("greet")
                                .runtime("java")
                                .method(Method.GET)
                                .build()));
    }

    private static FunctionManifest host(String name, String route) {
        return FunctionManifest.named(name).route(route).method(Method.GET).build();
    }

    private Middleware noting(String word) {
        return (exchange, next) -> {
            ran.add(word);
            return next.proceed(exchange);
        };
    }

    private static LoopbackHost application(String method, String target) {
        return LoopbackHost.request(method, target).withApplication(host -> host.respond(200, "application"));
    }

    private LoopbackHost send(String method, String target) {
        return application(method, target).withKey(key).sendTo(gateway::handle);
    }

    private Trace trace(LoopbackHost answer) {
        return traces.find(String.valueOf(answer.header("x-request-id"))).get(0);
    }
}

package io.fluxgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fluxgateway.auth.ApiKeySecret;
import io.fluxgateway.auth.InMemoryKeyStore;
import io.fluxgateway.auth.ProjectKeys;
import io.fluxgateway.function.FluxFunction;
import io.fluxgateway.function.FunctionManifest;
import io.fluxgateway.function.RetryPolicy;
import io.fluxgateway.function.RetryPolicy.Backoff;
import io.fluxgateway.http.Headers;
import io.fluxgateway.invocation.InMemoryInvocationQueue;
import io.fluxgateway.invocation.Invocation;
import io.fluxgateway.invocation.Invocation.Kind;
import io.fluxgateway.invocation.InvocationOptions;
import io.fluxgateway.invocation.InvocationQueue;
import io.fluxgateway.invocation.InvocationState;
import io.fluxgateway.invocation.InvocationStatus;
import io.fluxgateway.invocation.Lease;
import io.fluxgateway.invocation.Outcome;
import io.fluxgateway.invocation.QueueStats;
import io.fluxgateway.invocation.Submission;
import io.fluxgateway.route.RouteTable;
import io.fluxgateway.testkit.LoopbackHost;
import io.fluxgateway.trace.Attempt;
import io.fluxgateway.trace.GatewayListener;
import io.fluxgateway.trace.Span;
import io.fluxgateway.trace.Trace;
import io.fluxgateway.trace.TraceSink;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an embedding application can see of and do with queued calls. */
final class QueuedCallsTest {
    private static final RetryPolicy TWICE =
            new RetryPolicy(2, Backoff.FIXED, Duration.ofMillis(100), Duration.ofMillis(100));

    private final InMemoryKeyStore keys = new InMemoryKeyStore();
    private final InvocationQueue queue = surviving(new InMemoryInvocationQueue());
    private final Queue<Span> spans = new ConcurrentLinkedQueue<>();
    private final Queue<Trace> traces = new ConcurrentLinkedQueue<>();
    private final Queue<Attempt> attempts = new ConcurrentLinkedQueue<>();
    private final CountDownLatch release = new CountDownLatch(1);
    private final RouteTable routes = RouteTable.of(
            FunctionManifest.named("jobs").runtime("java").async(TWICE).build(),
            FunctionManifest.named("hangs").runtime("java").async().build());
    private String key = "";
    private Gateway gateway;

    @BeforeEach
    void start() throws Exception {
        key = new ProjectKeys("shop", keys)
                .create("till", ApiKeySecret.Mode.LIVE)
                .reveal();
        gateway = builder("one").routes(routes).build();
    }

    @AfterEach
    void close() {
        release.countDown();
        gateway.close();
    }

    /** As a database is: still there when a gateway that used it is closed. */
    private static InvocationQueue surviving(InvocationQueue queue) {
        return (InvocationQueue) Proxy.newProxyInstance(
                InvocationQueue.class.getClassLoader(),
                new Class<?>[] {InvocationQueue.class},
                (proxy, method, arguments) ->
                        method.getName().equals("close") ? null : method.invoke(queue, arguments));
    }

    private GatewayBuilder builder(String node) {
        return Gateway.builder("shop")
                .keys(keys)
                .queue(queue)
                .invocations(
                        InvocationOptions.builder().drain(Duration.ofMillis(50)).build())
                .traces(new TraceSink() {
                    @Override
                    public void accept(Trace trace) {
                        traces.add(trace);
                    }

                    @Override
                    public void accept(Span span) {
                        spans.add(span);
                    }
                })
                .listener(new GatewayListener() {
                    @Override
                    public void requestEnded(Trace trace) {}

                    @Override
                    public void attemptEnded(Attempt attempt) {
                        attempts.add(attempt);
                    }
                })
                .function("jobs", request -> {
                    boolean first = "1".equals(request.headers().first("x-flux-attempt"));
                    return FluxFunction.Response.text(first ? 500 : 200, node);
                })
                .function("hangs", request -> {
                    if (node.equals("one")) {
                        release.await();
                    }
                    return FluxFunction.Response.text(200, node);
                });
    }

    private LoopbackHost call(String function) {
        LoopbackHost answer =
                LoopbackHost.request("POST", "/" + function).withKey(key).sendTo(gateway::handle);
        assertThat(answer.status()).isEqualTo(202);
        return answer;
    }

    private InvocationState stateOf(LoopbackHost accepted) {
        String location = Objects.requireNonNull(accepted.header("location"));
        return queue.find(location.substring(location.lastIndexOf('/') + 1))
                .toCompletableFuture()
                .join()
                .orElseThrow();
    }

    private void awaitStatus(LoopbackHost accepted, InvocationStatus status) {
        await().untilAsserted(() -> assertThat(stateOf(accepted).status()).isEqualTo(status));
    }

    @Test
    void eachAttemptIsToldToTheListener() {
        awaitStatus(call("jobs"), InvocationStatus.SUCCEEDED);

        await().untilAsserted(() -> assertThat(attempts)
                .extracting(attempt ->
                        attempt.kind() + " " + attempt.function() + " " + attempt.attempt() + " " + attempt.status())
                .containsExactly("call jobs 1 queued", "call jobs 2 succeeded"));
        assertThat(attempts)
                .allSatisfy(attempt -> assertThat(attempt.duration()).isPositive());
    }

    @Test
    void eachAttemptIsASpanOfTheRequestsTrace() {
        LoopbackHost accepted = call("jobs");
        awaitStatus(accepted, InvocationStatus.SUCCEEDED);

        String id = Objects.requireNonNull(accepted.header("x-request-id"));
        await().untilAsserted(() -> assertThat(traces).hasSize(1));
        assertThat(spans).hasSize(2).allSatisfy(span -> {
            assertThat(span.traceId()).isEqualTo(id);
            assertThat(span.parentSpanId())
                    .isEqualTo(traces.stream().findFirst().orElseThrow().spanId());
            assertThat(span.kind()).isEqualTo(Span.Kind.CONSUMER);
            assertThat(span.name()).isEqualTo("run of jobs");
        });
        assertThat(spans)
                .extracting(Span::attributes)
                .containsExactly(
                        Map.of(
                                "flux.invocation.id", id,
                                "flux.invocation.kind", "call",
                                "flux.invocation.attempt", "1",
                                "http.response.status_code", "500"),
                        Map.of(
                                "flux.invocation.id", id,
                                "flux.invocation.kind", "call",
                                "flux.invocation.attempt", "2",
                                "http.response.status_code", "200"));
    }

    @Test
    void whatIsInTheQueueCanBeCounted() {
        awaitStatus(call("hangs"), InvocationStatus.RUNNING);

        QueueStats stats = gateway.queueStats().toCompletableFuture().join();

        assertThat(stats.running()).isEqualTo(1);
        assertThat(stats.queued()).isZero();
    }

    @Test
    void whatDoesNotEndInTimeRunsOnAnotherNodeAtOnce() {
        LoopbackHost accepted = call("hangs");
        awaitStatus(accepted, InvocationStatus.RUNNING);

        gateway.close();
        gateway = builder("two").routes(routes).build();

        awaitStatus(accepted, InvocationStatus.SUCCEEDED);
        Outcome last = Objects.requireNonNull(stateOf(accepted).last());
        assertThat(Objects.requireNonNull(last.response()).body()).asString().isEqualTo("two");
    }

    @Test
    void nothingRunsBeforeThereAreRoutes() {
        gateway.close();
        gateway = builder("two").build();
        Invocation waiting = invocation(Kind.CALL);
        var unused = queue.offer(new Submission(waiting));
        assertThat(queue.stats().toCompletableFuture().join().queued()).isEqualTo(1);

        gateway.routes(routes);

        await().untilAsserted(() -> assertThat(attempts).isNotEmpty());
        assertThat(attempts).extracting(Attempt::status).doesNotContain("dead");
    }

    @Test
    void aCallOfAFunctionThatIsGoneIsTriedAgain() {
        LoopbackHost accepted = LoopbackHost.request("POST", "/jobs")
                .withKey(key)
                .with("x-flux-delay", "2s")
                .sendTo(gateway::handle);
        gateway.routes(RouteTable.of());

        await().untilAsserted(() -> {
            InvocationState state = stateOf(accepted);
            assertThat(state.status()).isEqualTo(InvocationStatus.QUEUED);
            assertThat(state.last()).isNotNull().extracting(Outcome::error).isEqualTo("function_not_deployed");
        });
        gateway.routes(routes);
        awaitStatus(accepted, InvocationStatus.SUCCEEDED);
    }

    @Test
    void callbacksRunWhereTheApplicationSaysHow() {
        gateway.close();
        Queue<Lease> told = new ConcurrentLinkedQueue<>();
        gateway = builder("two")
                .routes(routes)
                .runner(Kind.CALLBACK, lease -> {
                    told.add(lease);
                    return CompletableFuture.completedFuture(Outcome.answered(
                            new Outcome.Response(204, new Headers(), new byte[0], false), Duration.ZERO));
                })
                .build();
        Invocation callback = invocation(Kind.CALLBACK);

        var unused = queue.offer(new Submission(callback));

        await().untilAsserted(() -> assertThat(spans).extracting(Span::name).containsExactly("callback of jobs"));
        assertThat(told).extracting(Lease::id).containsExactly(callback.id());
        LoopbackHost asked = LoopbackHost.request("GET", "/_flux/invocations/" + callback.id())
                .withKey(key)
                .sendTo(gateway::handle);
        assertThat(asked.status()).as("nobody asked for it by its ID").isEqualTo(404);
    }

    @Test
    void callsUnderATrustedRequestIdHaveIdsOfTheirOwn() {
        gateway.close();
        gateway = builder("two").routes(routes).trustRequestIds(true).build();
        String id = "4bf92f3577b34da6a3ce929d0e0e4741";

        List<LoopbackHost> answers = List.of(callWithId(id), callWithId(id));

        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.status()).isEqualTo(202);
            assertThat(answer.header("x-request-id")).isEqualTo(id);
            assertThat(answer.body()).startsWith("{\"requestId\":\"" + id + "\",\"invocationId\":\"");
        });
        assertThat(answers).extracting(answer -> answer.header("location")).doesNotHaveDuplicates();
    }

    private LoopbackHost callWithId(String id) {
        return LoopbackHost.request("POST", "/jobs")
                .withKey(key)
                .with("x-request-id", id)
                .sendTo(gateway::handle);
    }

    private static Invocation invocation(Kind kind) {
        String id = "0af7651916cd43dd8448eb211c80319c";
        return new Invocation(
                id,
                id,
                kind,
                "jobs",
                "key",
                "/jobs",
                null,
                Map.of(),
                new Headers(),
                new byte[0],
                kind == Kind.CALLBACK ? URI.create("https://partner.test/") : null);
    }
}

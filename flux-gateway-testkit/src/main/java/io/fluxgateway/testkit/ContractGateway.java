package io.fluxgateway.testkit;

import io.fluxgateway.Gateway;
import io.fluxgateway.GatewayBuilder;
import io.fluxgateway.auth.ApiKey;
import io.fluxgateway.auth.ApiKeySecret;
import io.fluxgateway.auth.InMemoryKeyStore;
import io.fluxgateway.auth.KeyNameTakenException;
import io.fluxgateway.auth.KeyTerms;
import io.fluxgateway.auth.ProjectKeys;
import io.fluxgateway.function.FluxFunction;
import io.fluxgateway.function.FunctionManifest;
import io.fluxgateway.function.FunctionManifestBuilder;
import io.fluxgateway.function.RetryPolicy;
import io.fluxgateway.http.Headers;
import io.fluxgateway.http.Method;
import io.fluxgateway.limit.LoadLimits;
import io.fluxgateway.limit.LocalRateLimiter;
import io.fluxgateway.limit.Permit;
import io.fluxgateway.limit.Plan;
import io.fluxgateway.limit.RateLimiter;
import io.fluxgateway.route.RouteTable;
import io.fluxgateway.trace.Trace;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/**
 * The gateway that contracts run: real keys, quotas, routes and functions, and a record of what it did.
 *
 * <p>Functions: {@code /orders/...} is the application's; {@code /hello/{name}}, {@code /echo}, {@code /throws},
 * {@code /sleeps}, {@code /own-fields} are Java's; {@code /up/...} is an upstream's, {@code /down} that of one that is not
 * there; {@code /jobs} is queued, and so are {@code /flaky}, which answers the second time, {@code /refuses} and
 * {@code /lost}, which fail.
 */
final class ContractGateway {
    static final String PROJECT = "contract";
    static final Duration SHORT = Duration.ofMillis(300);
    /** Of what has to be under way when its limit ends it. */
    static final Duration LONGER = Duration.ofSeconds(3);

    static final Duration LATER = Duration.ofMillis(50);
    static final int MAX_BODY = 6 << 20;
    /** Of what is streamed. */
    static final long LARGEST_BODY = 1L << 30;

    private static final ScheduledExecutorService LATE = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "late-decisions");
        thread.setDaemon(true);
        return thread;
    });

    final InMemoryKeyStore keys = new InMemoryKeyStore();
    final Queue<Trace> traces = new ConcurrentLinkedQueue<>();
    final AtomicInteger permits = new AtomicInteger();
    /** Permits that {@link #acquireLater} gave. */
    final AtomicInteger given = new AtomicInteger();
    /** What went wrong on a thread where nobody would see it. */
    final Queue<Throwable> unseen = new ConcurrentLinkedQueue<>();
    /** Requests that reached a Java function. */
    final Queue<FluxFunction.Request> seen = new ConcurrentLinkedQueue<>();

    /** With time that stands still, so that no token comes back while they are counted. */
    private final RateLimiter limiter = new LocalRateLimiter(1000, () -> 0);

    final String key = newKey(PROJECT, "till");

    String newKey(String project, String name) {
        try {
            return new ProjectKeys(project, keys)
                    .create(name, ApiKeySecret.Mode.LIVE)
                    .reveal();
        } catch (KeyNameTakenException e) {
            throw new AssertionError(e);
        }
    }

    String newKey(String name, KeyTerms terms) {
        try {
            ApiKeySecret secret = ApiKeySecret.generate(ApiKeySecret.Mode.LIVE);
            Instant made = Instant.EPOCH; // so that it may have expired
            keys.add(new ApiKey(name, PROJECT, name, secret.preview(), made, null, null, terms), secret.digest());
            return secret.reveal();
        } catch (KeyNameTakenException e) {
            throw new AssertionError(e);
        }
    }

    /** With an upstream on that port, or 0 for none. */
    GatewayBuilder builder(int upstreamPort) {
        return Gateway.builder(PROJECT)
                .keys(keys)
                .traces(traces::add)
                .load(LoadLimits.DEFAULT.withMaxLag(Duration.ofMinutes(1))) // machines that run tests are slow at times
                .rateLimiter(this::acquire)
                .maxBufferedBody(MAX_BODY)
                .maxBody(LARGEST_BODY)
                .routes(RouteTable.of(routes(upstreamPort)))
                .function(
                        "hello",
                        request -> answer(request, "hello " + request.params().get("name")))
                .function("echo", request -> answer(request, request.text()))
                .function("jobs", request -> answer(request, "done"))
                .function("flaky", request -> {
                    FluxFunction.Response response = answer(request, "at last");
                    boolean first = "1".equals(request.headers().first("x-flux-attempt"));
                    return first ? FluxFunction.Response.text(503, "not yet") : response;
                })
                .function("refuses", request -> FluxFunction.Response.text(422, "no such order"))
                .function("lost", request -> {
                    throw new IllegalStateException("the till is on fire");
                })
                .function("own-fields", request -> {
                    Headers own = new Headers()
                            .add("x-own", "kept")
                            .add("access-control-allow-origin", "https://evil.test")
                            .add("x-request-id", "mine");
                    return new FluxFunction.Response(201, own, new byte[0]);
                })
                .function("throws", request -> {
                    throw new IllegalStateException("the till is on fire");
                })
                .function("sleeps", request -> {
                    new CountDownLatch(1).await(); // until it is interrupted
                    return answer(request, "too late");
                });
    }

    private static List<FunctionManifest> routes(int upstreamPort) {
        List<FunctionManifest> all = new ArrayList<>(List.of(
                function("orders", "host", Method.GET, "/orders/{rest...}").build(),
                function("order", "host", Method.POST, "/orders/{rest...}").build(),
                function("hello", "java", Method.GET, "/hello/{name}").build(),
                function("echo", "java", Method.POST, "/echo").build(),
                function("own-fields", "java", Method.GET, "/own-fields").build(),
                function("throws", "java", Method.GET, "/throws").build(),
                function("sleeps", "java", Method.GET, "/sleeps").timeout(SHORT).build(),
                function("jobs", "java", Method.POST, "/jobs").async().build(),
                function("flaky", "java", Method.POST, "/flaky")
                        .async(new RetryPolicy(3, RetryPolicy.Backoff.FIXED, LATER.multipliedBy(2), SHORT))
                        .build(),
                function("refuses", "java", Method.POST, "/refuses").async().build(),
                function("lost", "java", Method.POST, "/lost")
                        .async(new RetryPolicy(1, RetryPolicy.Backoff.FIXED, SHORT, SHORT))
                        .build(),
                function("down", "http", Method.GET, "/down")
                        .url("http://127.0.0.1:1")
                        .build()));
        if (upstreamPort > 0) {
            String url = "http://127.0.0.1:" + upstreamPort;
            for (Method method : List.of(Method.GET, Method.POST, Method.PUT)) {
                all.add(function(
                                "up-" + method.name().toLowerCase(java.util.Locale.ROOT),
                                "http",
                                method,
                                "/up/{rest...}")
                        .url(url)
                        .build());
            }
            all.add(function("slow", "http", Method.GET, "/slow")
                    .url(url)
                    .timeout(LONGER)
                    .build());
        }
        return all;
    }

    private static FunctionManifestBuilder function(String name, String runtime, Method method, String route) {
        return FunctionManifest.named(name).runtime(runtime).method(method).route(route);
    }

    private FluxFunction.Response answer(FluxFunction.Request request, String text) {
        seen.add(request);
        return FluxFunction.Response.text(200, text);
    }

    private CompletionStage<Permit> acquire(String keyId, Plan plan) {
        permits.incrementAndGet();
        return limiter.acquire(keyId, plan);
    }

    /** Waits for what comes of itself. */
    static ConditionFactory soon() {
        return Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(10))
                .atMost(Duration.ofSeconds(20));
    }

    /** A limiter that lets everything through, a moment later, on a thread that is nobody's. */
    CompletionStage<Permit> acquireLater(String keyId, Plan plan) {
        permits.incrementAndGet();
        Permit permit = new Permit(true, 5, Duration.ofSeconds(1));
        CompletableFuture<Permit> decision = new CompletableFuture<>();
        var unused = LATE.schedule(() -> give(decision, permit), LATER.toMillis(), TimeUnit.MILLISECONDS);
        return decision;
    }

    private void give(CompletableFuture<Permit> decision, Permit permit) {
        try {
            decision.complete(permit);
            given.incrementAndGet();
        } catch (Throwable e) {
            unseen.add(e);
        }
    }

    /** The traces of a request. */
    List<Trace> tracesOf(RawClient.Response answer) {
        String id = String.valueOf(answer.header("x-request-id"));
        return traces.stream().filter(trace -> trace.requestId().equals(id)).toList();
    }
}

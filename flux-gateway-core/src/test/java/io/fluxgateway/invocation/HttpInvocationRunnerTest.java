package io.fluxgateway.invocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fluxgateway.exchange.Endpoint;
import io.fluxgateway.function.FluxFunction;
import io.fluxgateway.function.FunctionManifest;
import io.fluxgateway.function.FunctionManifestBuilder;
import io.fluxgateway.function.FunctionRuntime;
import io.fluxgateway.function.FunctionStartException;
import io.fluxgateway.function.HttpRuntime;
import io.fluxgateway.function.JavaRuntime;
import io.fluxgateway.function.RetryPolicy;
import io.fluxgateway.function.Target;
import io.fluxgateway.http.Headers;
import io.fluxgateway.http.Method;
import io.fluxgateway.invocation.Invocation.Kind;
import io.fluxgateway.invocation.Outcome.Response;
import io.fluxgateway.route.RouteTable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What functions see of queued calls, and what is kept of how they end. */
final class HttpInvocationRunnerTest {
    private static final int MOST = 16;
    private static final String SECRET = "secret of the process";

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch end = new CountDownLatch(1);
    private final List<FluxFunction.Request> seen = new ArrayList<>();
    private final Supervised supervised = new Supervised();
    private HttpServer server;
    private Answer answer = exchange -> exchange.sendResponseHeaders(204, -1);

    private interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    /** A runtime with one process of its own, which is the server. */
    private static final class Supervised implements FunctionRuntime {
        final List<Target.Outcome> released = new ArrayList<>();
        int port;

        @Override
        public String name() {
            return "supervised";
        }

        @Override
        public CompletionStage<Target> acquire(FunctionManifest function) {
            Endpoint process = Endpoint.managed("127.0.0.1", port, Map.of("x-flux-secret", SECRET));
            return CompletableFuture.completedFuture(new Target.Remote() {
                @Override
                public Endpoint endpoint() {
                    return process;
                }

                @Override
                public void release(Target.Outcome outcome) {
                    released.add(outcome);
                }
            });
        }
    }

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                Headers headers = new Headers();
                exchange.getRequestHeaders()
                        .forEach((name, values) -> values.forEach(value -> headers.add(name, value)));
                byte[] body = exchange.getRequestBody().readAllBytes();
                seen.add(new FluxFunction.Request(
                        "",
                        Method.of(exchange.getRequestMethod()),
                        exchange.getRequestURI().getRawPath(),
                        exchange.getRequestURI().getRawQuery(),
                        Map.of(),
                        headers,
                        body));
                answer.to(exchange);
            }
        });
        server.setExecutor(threads);
        server.start();
        supervised.port = server.getAddress().getPort();
    }

    @AfterEach
    void stop() {
        end.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    // What is sent

    @Test
    void aServerIsSentTheCallAndWhichAttemptItIs() {
        Outcome outcome =
                run(upstream().route("/orders/{rest...}").method(Method.PUT).build());

        assertThat(outcome.response()).isNotNull();
        FluxFunction.Request request = seen.get(0);
        assertThat(request.method()).isEqualTo(Method.PUT);
        assertThat(request.path()).isEqualTo("/base/orders/a%20b%7C%7Bc%7D");
        assertThat(request.query()).isEqualTo("q=%5B1%5D&r=%25&s=%20");
        assertThat(request.text()).isEqualTo("the body");
        assertThat(request.headers().all("x-sent")).containsExactly("one", "two");
        assertThat(request.headers().first("x-request-id")).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
        assertThat(request.headers().first("x-flux-invocation")).isEqualTo("0af7651916cd43dd8448eb211c80319c");
        assertThat(request.headers().first("x-flux-attempt")).isEqualTo("3");
        assertThat(request.headers().first("x-flux-span")).isNull();
        assertThat(request.headers().first("x-flux-params")).isNull();
    }

    @Test
    void aProcessOfTheGatewaysOwnIsSentItsSecretSpanAndParametersToo() {
        var unused = run(manifest("supervised").build());

        Headers headers = seen.get(0).headers();
        assertThat(headers.first("x-flux-secret")).isEqualTo(SECRET);
        assertThat(headers.first("x-flux-span")).isEqualTo("00f067aa0ba902b7");
        assertThat(headers.first("x-flux-params")).isEqualTo("{\"id\":\"7\"}");
        assertThat(headers.first("x-flux-attempt")).isEqualTo("3");
        assertThat(supervised.released).containsExactly(Target.Outcome.ANSWERED);
    }

    @Test
    void aJavaFunctionSeesTheSame() {
        Outcome outcome = run(manifest("java").build(), request -> {
            seen.add(request);
            return FluxFunction.Response.text(201, "made");
        });

        FluxFunction.Request request = seen.get(0);
        assertThat(request.requestId()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
        assertThat(request.params()).isEqualTo(Map.of("id", "7"));
        assertThat(request.headers().first("x-flux-attempt")).isEqualTo("3");
        assertThat(request.headers().first("x-flux-invocation")).isEqualTo("0af7651916cd43dd8448eb211c80319c");
        assertThat(request.headers().first("x-flux-span")).isNull();
        assertThat(response(outcome).status()).isEqualTo(201);
        assertThat(response(outcome).headers().first("content-type")).startsWith("text/plain");
        assertThat(new String(response(outcome).body(), StandardCharsets.UTF_8)).isEqualTo("made");
    }

    // What is kept

    @Test
    void statusFieldsAndBodyAreKeptButNotTheGatewaysOwnFields() {
        answer = exchange -> {
            exchange.getResponseHeaders().add("x-own", "1");
            exchange.getResponseHeaders().add("x-own", "2");
            exchange.getResponseHeaders().add("x-flux-forged", "1");
            exchange.getResponseHeaders().add("connection", "x-hop");
            exchange.getResponseHeaders().add("x-hop", "1");
            write(exchange, 418, "short and stout!");
        };

        Response response = response(run(upstream().build()));

        assertThat(response.status()).isEqualTo(418);
        assertThat(response.headers().all("x-own")).containsExactlyInAnyOrder("1", "2");
        assertThat(response.headers().first("x-flux-forged")).isNull();
        assertThat(response.headers().first("x-hop")).isNull();
        assertThat(response.body()).asString().isEqualTo("short and stout!");
        assertThat(response.truncated()).isFalse();
    }

    @Test
    void ofALongBodyTheBeginningIsKeptAndTheRestIsRead() {
        answer = exchange -> write(exchange, 200, "x".repeat(5_000_000));

        Response response = response(run(upstream().build()));

        assertThat(response.body()).asString().isEqualTo("x".repeat(MOST));
        assertThat(response.truncated()).isTrue();
        Response java = response(run(
                manifest("java").build(), request -> FluxFunction.Response.text(200, "y".repeat(MOST + 1))));
        assertThat(java.body()).asString().isEqualTo("y".repeat(MOST));
        assertThat(java.truncated()).isTrue();
    }

    // Failures

    @Test
    void theTimeLimitIsForTheWholeAnswer() {
        answer = exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write('x');
            exchange.getResponseBody().flush();
            hang();
        };

        Outcome outcome =
                run(manifest("supervised").timeout(Duration.ofMillis(200)).build());

        assertThat(outcome.error()).isEqualTo("function_timeout");
        assertThat(outcome.duration()).isGreaterThanOrEqualTo(Duration.ofMillis(200));
        assertThat(supervised.released).containsExactly(Target.Outcome.TIMED_OUT);
    }

    @Test
    void aJavaFunctionHasItsTimeLimitToo() {
        Outcome outcome = run(manifest("java").timeout(Duration.ofMillis(100)).build(), request -> {
            hang();
            return FluxFunction.Response.empty(204);
        });

        assertThat(outcome.error()).isEqualTo("function_timeout");
    }

    @Test
    void aServerThatIsNotThereIsUnreachable() throws IOException {
        int port;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }
        FunctionManifest function = FunctionManifest.named("f")
                .url("http://127.0.0.1:" + port)
                .async()
                .build();

        assertThat(run(function).error()).isEqualTo("upstream_unreachable");
        supervised.port = port;
        assertThat(run(manifest("supervised").build()).error()).isEqualTo("function_crashed");
        assertThat(supervised.released).containsExactly(Target.Outcome.BROKEN);
    }

    @Test
    void aServerThatEndsTheConnectionAnsweredNothing() {
        answer = HttpExchange::close;

        assertThat(run(upstream().build()).error()).isEqualTo("upstream_no_response");
    }

    @Test
    void aFunctionThatThrewSaysSo() {
        answer = exchange -> {
            exchange.getResponseHeaders().add("x-flux-error", "function_error");
            exchange.sendResponseHeaders(500, -1);
        };

        assertThat(run(manifest("supervised").build()).error()).isEqualTo("function_error");
        assertThat(response(run(upstream().build())).status())
                .as("not believed")
                .isEqualTo(500);
        Outcome java = run(manifest("java").build(), request -> {
            throw new IllegalStateException("the till is on fire");
        });
        assertThat(java.error()).isEqualTo("function_error");
        assertThat(java.detail()).doesNotContain("fire");
    }

    @Test
    void aFunctionThatIsNotDeployedOrCannotStartIsAFailedAttempt() {
        RouteTable other = RouteTable.of(manifest("java").build());
        Outcome gone = run(other, Map.of(), lease("gone"));
        assertThat(gone.error()).isEqualTo("function_not_deployed");
        assertThat(gone.detail()).contains("gone");
        assertThat(run(other, Map.of(), lease("f")).error()).isEqualTo("function_failed_to_start");
        assertThat(run(manifest("java").build()).error()).isEqualTo("function_failed_to_start");
    }

    @Test
    void aJavaFunctionThatFindsNoThreadIsAFailedAttempt() {
        HttpInvocationRunner busy = new HttpInvocationRunner(
                () -> RouteTable.of(manifest("java").build()),
                Map.of("java", new JavaRuntime(Map.of("f", request -> FluxFunction.Response.empty(204)))),
                task -> {
                    throw new RejectedExecutionException();
                },
                MOST);

        Outcome outcome = busy.run(lease("f")).toCompletableFuture().join();

        assertThat(outcome.error()).isEqualTo("function_busy");
    }

    @Test
    void aRuntimeThatFailsInAnotherWayIsForTheWorkersToTell() {
        FunctionRuntime broken = new FunctionRuntime() {
            @Override
            public String name() {
                return "supervised";
            }

            @Override
            public CompletionStage<Target> acquire(FunctionManifest function) {
                return CompletableFuture.failedFuture(new IllegalStateException("bug"));
            }
        };
        RouteTable routes = RouteTable.of(manifest("supervised").build());

        assertThatThrownBy(() -> run(routes, Map.of("supervised", broken), lease("f")))
                .isInstanceOf(CompletionException.class)
                .hasRootCauseMessage("bug");
    }

    @Test
    void thePolicyIsThatOfTheFunctionAsItIsDeployedNow() {
        RetryPolicy twice = new RetryPolicy(2, RetryPolicy.Backoff.FIXED, Duration.ofSeconds(9), Duration.ofSeconds(9));
        HttpInvocationRunner runner = new HttpInvocationRunner(
                () -> RouteTable.of(manifest("java").async(twice).build()), Map.of(), threads, MOST);

        assertThat(runner.retry(lease("f").invocation())).isEqualTo(twice);
        assertThat(runner.retry(lease("gone").invocation())).isEqualTo(RetryPolicy.DEFAULT);
    }

    @Test
    void itIsToldWhenTheFunctionCannotStart() {
        CompletionStage<Target> failed = CompletableFuture.failedFuture(new FunctionStartException("no disk"));
        FunctionRuntime broken = new FunctionRuntime() {
            @Override
            public String name() {
                return "supervised";
            }

            @Override
            public CompletionStage<Target> acquire(FunctionManifest function) {
                return failed;
            }
        };
        RouteTable routes = RouteTable.of(manifest("supervised").build());

        Outcome outcome = run(routes, Map.of("supervised", broken), lease("f"));

        assertThat(outcome.error()).isEqualTo("function_failed_to_start");
        assertThat(outcome.detail()).doesNotContain("disk");
    }

    // What the tests stand on

    private static FunctionManifestBuilder manifest(String runtime) {
        return FunctionManifest.named("f").runtime(runtime).async();
    }

    private FunctionManifestBuilder upstream() {
        return FunctionManifest.named("f")
                .url("http://127.0.0.1:" + server.getAddress().getPort() + "/base")
                .async();
    }

    private static Lease lease(String function) {
        Invocation invocation = new Invocation(
                "0af7651916cd43dd8448eb211c80319c",
                "4bf92f3577b34da6a3ce929d0e0e4736",
                Kind.CALL,
                function,
                "key",
                "/orders/a%20b|{c}",
                "q=[1]&r=%&s= ",
                Map.of("id", "7"),
                new Headers()
                        .add("x-sent", "one")
                        .add("x-sent", "two")
                        .add("content-length", "999")
                        .add("x-request-id", "4bf92f3577b34da6a3ce929d0e0e4736")
                        .add("x-flux-span", "00f067aa0ba902b7"),
                "the body".getBytes(StandardCharsets.UTF_8),
                null);
        return new Lease(invocation, "worker", 3, 1);
    }

    private Outcome run(FunctionManifest function) {
        return run(function, null);
    }

    private Outcome run(FunctionManifest function, @Nullable FluxFunction java) {
        Map<String, FunctionRuntime> runtimes = Map.of(
                "http", new HttpRuntime(),
                "supervised", supervised,
                "java", new JavaRuntime(java == null ? Map.of() : Map.of("f", java)));
        return run(RouteTable.of(function), runtimes, lease("f"));
    }

    private Outcome run(RouteTable routes, Map<String, FunctionRuntime> runtimes, Lease lease) {
        return new HttpInvocationRunner(() -> routes, runtimes, threads, MOST)
                .run(lease)
                .toCompletableFuture()
                .join();
    }

    private static Response response(Outcome outcome) {
        return Objects.requireNonNull(outcome.response(), () -> String.valueOf(outcome.error()));
    }

    private static void write(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    private void hang() {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package io.fluxgateway.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fluxgateway.Gateway;
import io.fluxgateway.GatewayBuilder;
import io.fluxgateway.auth.ApiKeySecret;
import io.fluxgateway.auth.InMemoryKeyStore;
import io.fluxgateway.auth.ProjectKeys;
import io.fluxgateway.function.FunctionManifest;
import io.fluxgateway.http.Method;
import io.fluxgateway.limit.Permit;
import io.fluxgateway.project.ProjectSettings;
import io.fluxgateway.route.RouteTable;
import io.fluxgateway.testkit.RawClient;
import io.fluxgateway.testkit.RunningHost;
import io.fluxgateway.trace.Trace;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What only servlets can do behind the gateway, on each container, with decisions that are there and that come later. */
final class ServletApplicationTest {
    private static final Executor LATER = CompletableFuture.delayedExecutor(30, TimeUnit.MILLISECONDS);
    private static final String ORIGIN = "https://shop.test";

    private final InMemoryKeyStore keys = new InMemoryKeyStore();
    private final Queue<Trace> traces = new ConcurrentLinkedQueue<>();
    private final Queue<Throwable> caught = new ConcurrentLinkedQueue<>();
    private Gateway gateway;
    private RunningHost host;

    interface Application {
        void handle(HttpServletRequest request, HttpServletResponse response) throws Exception;
    }

    static Stream<Arguments> hosts() {
        return Stream.of("tomcat", "jetty")
                .flatMap(container -> Stream.of(false, true).map(late -> Arguments.of(container, late)));
    }

    private RawClient.Response get(String container, boolean late, Application application) throws Exception {
        String key = new ProjectKeys("shop", keys)
                .create("till", ApiKeySecret.Mode.LIVE)
                .reveal();
        GatewayBuilder builder = Gateway.builder("shop")
                .keys(keys)
                .settings(new ProjectSettings("free", List.of(ORIGIN)))
                .traces(traces::add)
                .routes(RouteTable.of(FunctionManifest.named("orders")
                        .runtime("host")
                        .route("/orders/{rest...}")
                        .method(Method.GET)
                        .build()));
        if (late) {
            builder.rateLimiter((id, plan) ->
                    CompletableFuture.supplyAsync(() -> new Permit(true, 5, Duration.ofSeconds(1)), LATER));
        }
        gateway = builder.build();
        HttpServlet servlet = new Servlet(application);
        FluxFilter filter = new FluxFilter(gateway);
        Filter outer = (request, response, chain) -> {
            try {
                chain.doFilter(request, response);
            } catch (IOException | ServletException | RuntimeException e) {
                caught.add(e);
                throw e;
            }
        };
        host = switch (container) {
            case "tomcat" ->
                TomcatHost.start("", context -> {
                    TomcatHost.register(context, "outer", outer, true);
                    TomcatHost.register(context, filter, true);
                    TomcatHost.register(context, servlet, true);
                });
            default ->
                JettyHost.start("/", context -> {
                    JettyHost.register(context, outer, true);
                    JettyHost.register(context, filter, true);
                    JettyHost.register(context, servlet, true);
                });
        };
        try (RawClient client = new RawClient(host.port())) {
            return client.exchange(RawClient.http(
                    "GET /orders/1 HTTP/1.1", "Host: g", "Authorization: Bearer " + key, "Origin: " + ORIGIN));
        }
    }

    @AfterEach
    void stop() throws Exception {
        try {
            await().untilAsserted(() -> assertThat(traces).hasSize(1));
        } finally {
            host.close();
            gateway.close();
        }
    }

    private static void assertHasTheGatewaysFields(RawClient.Response answer) {
        assertThat(answer.all("x-request-id")).hasSize(1);
        assertThat(answer.all("ratelimit")).hasSize(1);
        assertThat(answer.all("access-control-allow-origin")).containsExactly(ORIGIN);
    }

    @ParameterizedTest
    @MethodSource("hosts")
    void anErrorThatTheApplicationSendsHasTheGatewaysFields(String container, boolean late) throws Exception {
        RawClient.Response answer = get(container, late, (request, response) -> response.sendError(409, "taken"));

        assertThat(answer.status()).isEqualTo(409);
        assertHasTheGatewaysFields(answer);
        await().untilAsserted(() -> assertThat(traces)
                .singleElement()
                .satisfies(trace -> assertThat(trace.status()).isEqualTo(409)));
    }

    @ParameterizedTest
    @MethodSource("hosts")
    void aRedirectHasTheGatewaysFields(String container, boolean late) throws Exception {
        RawClient.Response answer =
                get(container, late, (request, response) -> response.sendRedirect("/orders/elsewhere"));

        assertThat(answer.status()).isEqualTo(302);
        assertThat(answer.header("location")).endsWith("/orders/elsewhere");
        assertHasTheGatewaysFields(answer);
    }

    @ParameterizedTest
    @MethodSource("hosts")
    void anAnswerThatIsStartedAnewHasTheGatewaysFields(String container, boolean late) throws Exception {
        RawClient.Response answer = get(container, late, (request, response) -> {
            response.setHeader("X-Own", "first");
            response.getWriter().print("first");
            response.reset();
            response.setStatus(202);
            response.getOutputStream().write("second".getBytes(UTF_8));
        });

        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.text()).isEqualTo("second");
        assertThat(answer.header("x-own")).isNull();
        assertHasTheGatewaysFields(answer);
    }

    @ParameterizedTest
    @MethodSource("hosts")
    void aWriterWritesAllItIsGiven(String container, boolean late) throws Exception {
        RawClient.Response answer = get(container, late, (request, response) -> {
            response.setContentType("text/plain;charset=utf-8");
            PrintWriter writer = response.getWriter();
            for (int i = 0; i < 1_000; i++) {
                writer.printf("%d größer%n", i);
                writer.append('x').println("y");
            }
            writer.print(new char[] {'e', 'n', 'd'});
            writer.close();
        });

        assertThat(answer.text().lines()).hasSize(2_001).contains("0 größer", "999 größer", "xy", "end");
        assertHasTheGatewaysFields(answer);
    }

    @ParameterizedTest
    @MethodSource("hosts")
    void anExceptionReachesTheContainerAsItWasThrown(String container, boolean late) throws Exception {
        IllegalStateException thrown = new IllegalStateException("on purpose");
        RawClient.Response answer = get(container, late, (request, response) -> {
            throw thrown;
        });

        assertThat(answer.status()).isEqualTo(500);
        assertThat(caught).containsExactly(thrown);
        await().untilAsserted(() -> assertThat(traces)
                .singleElement()
                .satisfies(trace -> assertThat(trace.status()).isEqualTo(500)));
        assertThat(answer.all("x-request-id")).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("hosts")
    void aServletExceptionReachesTheContainerAsItWasThrown(String container, boolean late) throws Exception {
        ServletException thrown = new ServletException("on purpose", new IOException("cause"));
        get(container, late, (request, response) -> {
            throw thrown;
        });

        assertThat(caught).containsExactly(thrown);
    }

    @ParameterizedTest
    @MethodSource("hosts")
    void anAsynchronousApplicationMayDispatchToItself(String container, boolean late) throws Exception {
        RawClient.Response answer = get(container, late, (request, response) -> {
            if (request.getAttribute("again") == null) {
                request.setAttribute("again", true);
                AsyncContext context = request.startAsync();
                LATER.execute(context::dispatch);
            } else {
                response.getWriter()
                        .print(request.getDispatcherType() + " "
                                + Objects.requireNonNull(FluxFilter.caller(request))
                                        .keyName());
            }
        });

        assertThat(answer.text()).isEqualTo(DispatcherType.ASYNC + " till");
        assertHasTheGatewaysFields(answer);
    }

    @ParameterizedTest
    @MethodSource("hosts")
    void anAsynchronousApplicationMayDispatchToAnotherPath(String container, boolean late) throws Exception {
        RawClient.Response answer = get(container, late, (request, response) -> {
            if (request.getRequestURI().endsWith("/1")) {
                AsyncContext context = request.startAsync();
                LATER.execute(() -> context.dispatch("/elsewhere"));
            } else {
                response.getWriter().print(request.getRequestURI() + " " + FluxFilter.requestId(request));
            }
        });

        assertThat(answer.text()).isEqualTo("/elsewhere " + answer.header("x-request-id"));
        assertHasTheGatewaysFields(answer);
    }

    @ParameterizedTest
    @MethodSource("hosts")
    void anAsynchronousApplicationThatForgetsItsRequestIsAnsweredByTheContainer(String container, boolean late)
            throws Exception {
        RawClient.Response answer =
                get(container, late, (request, response) -> request.startAsync().setTimeout(50));

        assertThat(answer.status()).isIn(500, 503);
        assertThat(answer.all("x-request-id")).hasSize(1);
        await().untilAsserted(() -> assertThat(traces)
                .singleElement()
                .satisfies(trace -> assertThat(trace.status()).isEqualTo(answer.status())));
    }

    @ParameterizedTest
    @MethodSource("hosts")
    void anApplicationMayWriteWithoutBlocking(String container, boolean late) throws Exception {
        byte[] block = "z".repeat(10_000).getBytes(UTF_8);
        RawClient.Response answer = get(container, late, (request, response) -> {
            AsyncContext context = request.startAsync();
            ServletOutputStream out = response.getOutputStream();
            out.setWriteListener(new WriteListener() {
                private int written;

                @Override
                public void onWritePossible() throws IOException {
                    while (out.isReady()) {
                        if (written == 100) {
                            context.complete();
                            return;
                        }
                        out.write(block);
                        written++;
                    }
                }

                @Override
                public void onError(Throwable error) {
                    caught.add(error);
                }
            });
        });

        assertThat(answer.text()).hasSize(1_000_000);
        assertHasTheGatewaysFields(answer);
        assertThat(caught).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("hosts")
    void aForwardWithinTheApplicationIsNotCountedAgain(String container, boolean late) throws Exception {
        RawClient.Response answer = get(container, late, (request, response) -> {
            if (request.getDispatcherType() == DispatcherType.FORWARD) {
                response.getWriter().print("forwarded " + FluxFilter.requestId(request));
            } else {
                request.getRequestDispatcher("/inner").forward(request, response);
            }
        });

        assertThat(answer.text()).isEqualTo("forwarded " + answer.header("x-request-id"));
        assertHasTheGatewaysFields(answer);
    }

    private static final class Servlet extends HttpServlet {
        private static final long serialVersionUID = 1L;

        private final transient Application application;

        Servlet(Application application) {
            this.application = application;
        }

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response)
                throws ServletException, IOException {
            try {
                application.handle(request, response);
            } catch (IOException | ServletException | RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
    }
}

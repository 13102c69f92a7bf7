package io.fluxgateway.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fluxgateway.Gateway;
import io.fluxgateway.GatewayBuilder;
import io.fluxgateway.auth.ApiKeySecret;
import io.fluxgateway.auth.InMemoryKeyStore;
import io.fluxgateway.auth.ProjectKeys;
import io.fluxgateway.function.FunctionManifest;
import io.fluxgateway.http.Method;
import io.fluxgateway.limit.Permit;
import io.fluxgateway.route.RouteTable;
import io.fluxgateway.testkit.RawClient;
import io.fluxgateway.testkit.RunningHost;
import io.fluxgateway.trace.TraceBuffer;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The ways in which a filter gets into an application, and what the application sees of it. */
final class RegistrationTest {
    private final InMemoryKeyStore keys = new InMemoryKeyStore();
    private final TraceBuffer traces = new TraceBuffer();
    private final CompletableFuture<Permit> later = new CompletableFuture<Permit>()
            .completeOnTimeout(new Permit(true, 5, Duration.ofSeconds(1)), 50, TimeUnit.MILLISECONDS);
    private String key;
    private Gateway gateway;

    enum Container {
        TOMCAT,
        JETTY
    }

    /** Tells what an application can know of its request. */
    private static final HttpServlet WHO = new HttpServlet() {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            String principal = request.getUserPrincipal() == null
                    ? "-"
                    : request.getUserPrincipal().getName();
            response.getWriter()
                    .print(request.getServletPath() + " " + principal + " " + request.getRemoteUser() + " "
                            + FluxFilter.caller(request) + " " + FluxFilter.requestId(request) + " "
                            + request.getHeader("Authorization"));
        }
    };

    @BeforeEach
    void makeKey() throws Exception {
        key = new ProjectKeys("shop", keys)
                .create("till", ApiKeySecret.Mode.LIVE)
                .reveal();
        gateway = builder().build();
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    private GatewayBuilder builder() {
        return Gateway.builder("shop")
                .keys(keys)
                .traces(traces)
                .routes(RouteTable.of(FunctionManifest.named("orders")
                        .runtime("host")
                        .route("/orders")
                        .method(Method.GET)
                        .build()));
    }

    private RawClient.Response get(int port, String path) throws IOException {
        try (RawClient client = new RawClient(port)) {
            return client.exchange(RawClient.http(
                    "GET " + path + " HTTP/1.1", "Host: g", "Authorization: Bearer " + key, "Origin: https://a.test"));
        }
    }

    private static RunningHost start(Container container, String contextPath, Filter filter, boolean async)
            throws Exception {
        return switch (container) {
            case TOMCAT ->
                TomcatHost.start(contextPath, context -> {
                    TomcatHost.register(context, filter, async);
                    TomcatHost.register(context, WHO, async);
                });
            case JETTY ->
                JettyHost.start(contextPath.isEmpty() ? "/" : contextPath, context -> {
                    JettyHost.register(context, filter, async);
                    JettyHost.register(context, WHO, async);
                });
        };
    }

    @ParameterizedTest
    @EnumSource
    void routesBeginBelowTheContextPath(Container container) throws Exception {
        try (RunningHost host = start(container, "/app", new FluxFilter(gateway), true)) {
            assertThat(get(host.port(), "/app/orders").status()).isEqualTo(200);
            assertThat(get(host.port(), "/app/app/orders").status()).isEqualTo(404);
            await().untilAsserted(() -> assertThat(traces.latest())
                    .extracting(trace -> trace.path())
                    .contains("/orders", "/app/orders"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void theApplicationKnowsTheKeyAsItsPrincipal(Container container) throws Exception {
        try (RunningHost host = start(container, "", new FluxFilter(gateway), true)) {
            RawClient.Response answer = get(host.port(), "/orders");

            assertThat(answer.text())
                    .contains(" till till Caller[keyId=")
                    .contains(" " + answer.header("x-request-id") + " null");
        }
    }

    @ParameterizedTest
    @EnumSource
    void whereTheChainIsNotAsynchronousALateDecisionIsWaitedFor(Container container) throws Exception {
        gateway.close();
        gateway = builder().rateLimiter((id, plan) -> later).build();
        try (RunningHost host = start(container, "", new FluxFilter(gateway), false)) {
            RawClient.Response answer = get(host.port(), "/orders");

            assertThat(answer.text()).contains(" till ");
            assertThat(answer.header("ratelimit")).startsWith("\"free\";r=5;");
            assertThat(get(host.port(), "/nowhere").status()).isEqualTo(404);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFilterThatIsRegisteredForRequestsOnlyMapsItsOwnAsyncDispatches(Container container) throws Exception {
        gateway.close();
        gateway = builder().rateLimiter((id, plan) -> later).build();
        FluxFilter filter = new FluxFilter(gateway);
        RunningHost host = switch (container) {
            case TOMCAT ->
                TomcatHost.start("", context -> {
                    context.addServletContainerInitializer(
                            (classes, servletContext) -> {
                                var added = servletContext.addFilter("front", filter);
                                added.setAsyncSupported(true);
                                added.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/*");
                            },
                            null);
                    TomcatHost.register(context, WHO, true);
                });
            case JETTY ->
                JettyHost.start("/", context -> {
                    FilterHolder holder = new FilterHolder(filter);
                    holder.setAsyncSupported(true);
                    context.addFilter(holder, "/*", EnumSet.of(DispatcherType.REQUEST));
                    JettyHost.register(context, WHO, true);
                });
        };
        try (host) {
            RawClient.Response answer = get(host.port(), "/orders");

            assertThat(answer.text()).contains(" till ");
            assertThat(answer.all("ratelimit")).hasSize(1);
            assertThat(answer.all("access-control-allow-origin")).containsExactly("*");
        }
    }

    @Test
    void aWebXmlDeclaresTheFilter(@TempDir Path folder) throws Exception {
        RunningHost host = webApplication(folder, "", FluxFilter.GATEWAY);
        try (host) {
            assertThat(get(host.port(), "/orders").text()).contains(" till ");
            assertThat(get(host.port(), "/nowhere").status()).isEqualTo(404);
        }
    }

    @Test
    void aWebXmlMayNameTheAttributeThatHasTheGateway(@TempDir Path folder) throws Exception {
        String parameter =
                "<init-param><param-name>gateway</param-name><param-value>front.door</param-value></init-param>";
        try (RunningHost host = webApplication(folder, parameter, "front.door")) {
            assertThat(get(host.port(), "/orders").text()).contains(" till ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "<init-param><param-name>gateway</param-name><param-value>other</param-value></init-param>"})
    void aFilterWithoutGatewaySaysWhereItLookedForOne(String parameter) {
        FluxFilter filter = new FluxFilter();
        jakarta.servlet.FilterConfig config = new StubConfig(parameter.isEmpty() ? null : "other");

        assertThatThrownBy(() -> filter.init(config))
                .isInstanceOf(ServletException.class)
                .hasMessageContaining("filter \"front\"")
                .hasMessageContaining(parameter.isEmpty() ? FluxFilter.GATEWAY : "\"other\"")
                .hasMessageContaining("expected");
    }

    private RunningHost webApplication(Path folder, String parameter, String attribute) throws Exception {
        Files.createDirectory(folder.resolve("WEB-INF"));
        Files.writeString(folder.resolve("WEB-INF/web.xml"), """
                <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.1" metadata-complete="true">
                  <filter>
                    <filter-name>front</filter-name>
                    <filter-class>io.fluxgateway.servlet.FluxFilter</filter-class>
                    <async-supported>true</async-supported>
                    %s
                  </filter>
                  <filter-mapping><filter-name>front</filter-name><url-pattern>/*</url-pattern></filter-mapping>
                </web-app>
                """.formatted(parameter), UTF_8);
        return TomcatHost.startWebApplication(folder, context -> {
            context.getServletContext().setAttribute(attribute, gateway);
            TomcatHost.register(context, WHO, true);
        });
    }
}

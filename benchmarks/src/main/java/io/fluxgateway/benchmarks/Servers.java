package io.fluxgateway.benchmarks;

import io.fluxgateway.Gateway;
import io.fluxgateway.auth.ApiKeySecret;
import io.fluxgateway.auth.ProjectKeys;
import io.fluxgateway.function.FunctionManifest;
import io.fluxgateway.function.FunctionManifestBuilder;
import io.fluxgateway.http.Method;
import io.fluxgateway.jdbc.SqliteStore;
import io.fluxgateway.jdbc.SqliteTraceStore;
import io.fluxgateway.limit.LocalRateLimiter;
import io.fluxgateway.limit.Plan;
import io.fluxgateway.route.RouteTable;
import io.fluxgateway.trace.TraceBuffer;
import io.fluxgateway.trace.TraceSink;
import io.fluxgateway.undertow.FluxServer;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.handlers.proxy.LoadBalancingProxyClient;
import io.undertow.server.handlers.proxy.ProxyHandler;
import io.undertow.util.Headers;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;

/** The servers of a comparison. Each runs in a process of its own, prints {@code port [key]}, and ends with its standard input. */
final class Servers {
    static final String BODY = "{\"orderId\":\"ord_0123456789abcdef\",\"status\":\"created\"}";
    /** Real work for the limiter, and never a refusal. */
    private static final Plan PLENTY = new Plan("plenty", 10_000_000, 10_000_000);

    /** So few that forgetting is soon a part of what is measured. */
    private static final long FORGOTTEN_BEYOND = 100_000;

    private Servers() {}

    public static void main(String[] arguments) throws Exception {
        switch (arguments[0]) {
            case "upstream" -> upstream();
            case "proxy-handler" -> proxyHandler(arguments[1]);
            case "gateway" -> gateway(arguments[1], new TraceBuffer());
            case "unrecorded-gateway" -> gateway(arguments[1], trace -> {});
            case "recorded-gateway" -> recorded(arguments[1]);
            case "application" -> ServletServers.start(ServletServers.orders(), null);
            case "filtered-application" -> ServletServers.start(ServletServers.orders(), gatewayFor(order()));
            case "spring-application" -> ServletServers.start(SpringServlet.create(), null);
            case "filtered-spring-application" -> ServletServers.start(SpringServlet.create(), gatewayFor(order()));
            case "servlet-gateway" ->
                ServletServers.start(ServletServers.orders(), gatewayFor(order().url(arguments[1])));
            case "apache-client" -> ServletServers.start(ClientServers.blockingApache(arguments[1]), null);
            case "apache-async-client" -> ServletServers.start(ClientServers.asynchronousApache(arguments[1]), null);
            case "jdk-client" -> ServletServers.start(ClientServers.jdk(arguments[1]), null);
            default -> throw new IllegalArgumentException("role: " + arguments[0]);
        }
        untilTheParentEnds();
        System.exit(0);
    }

    private static void untilTheParentEnds() throws IOException {
        while (System.in.read() >= 0) {
            // it sends nothing
        }
    }

    private static void upstream() {
        print(start(Undertow.builder().setHandler(exchange -> {
            exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
            exchange.getResponseSender().send(BODY);
        })));
    }

    private static void proxyHandler(String upstream) {
        LoadBalancingProxyClient client = new LoadBalancingProxyClient()
                .addHost(URI.create(upstream))
                .setConnectionsPerThread(1_000)
                .setMaxQueueSize(1_000);
        print(start(Undertow.builder()
                .setHandler(ProxyHandler.builder()
                        .setProxyClient(client)
                        .setMaxRequestTime(30_000)
                        .build())));
    }

    private static void recorded(String upstream) throws Exception {
        SqliteTraceStore traces = SqliteTraceStore.at(Files.createTempDirectory("flux-benchmark"))
                .maxTraces(FORGOTTEN_BEYOND)
                .open();
        gateway(upstream, traces);
        untilTheParentEnds();
        traces.close();
        System.out.println(traces.recorded() + " traces recorded, " + traces.dropped() + " dropped");
    }

    private static void gateway(String upstream, TraceSink traces) throws Exception {
        GatewayAndKey made = gatewayFor(order().url(upstream), traces);
        FluxServer server = FluxServer.builder(made.gateway).port(0).start();
        System.out.println(server.port() + " " + made.key.reveal());
    }

    /** With all that a real one has: keys in SQLite, a quota, traces. */
    static GatewayAndKey gatewayFor(FunctionManifestBuilder function) throws Exception {
        return gatewayFor(function, new TraceBuffer());
    }

    private static GatewayAndKey gatewayFor(FunctionManifestBuilder function, TraceSink traces) throws Exception {
        SqliteStore store = SqliteStore.open(Files.createTempDirectory("flux-benchmark"));
        ApiKeySecret key = new ProjectKeys("benchmark", store.keys()).create("load", ApiKeySecret.Mode.LIVE);
        LocalRateLimiter limiter = new LocalRateLimiter();
        Gateway gateway = Gateway.builder("benchmark")
                .keys(store.keys())
                .rateLimiter((id, plan) -> limiter.acquire(id, PLENTY))
                .routes(RouteTable.of(function.build()))
                .traces(traces)
                .build();
        return new GatewayAndKey(gateway, key);
    }

    record GatewayAndKey(Gateway gateway, ApiKeySecret key) {}

    private static FunctionManifestBuilder order() {
        return FunctionManifest.named("order").route("/orders/{id}").method(Method.GET);
    }

    private static int start(Undertow.Builder builder) {
        Undertow server = builder.addHttpListener(0, "127.0.0.1")
                .setServerOption(UndertowOptions.ENABLE_STATISTICS, false)
                .build();
        server.start();
        return ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort();
    }

    private static void print(int port) {
        System.out.println(port);
    }
}

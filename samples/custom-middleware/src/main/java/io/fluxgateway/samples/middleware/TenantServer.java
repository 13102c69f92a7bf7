package io.fluxgateway.samples.middleware;

import io.fluxgateway.Gateway;
import io.fluxgateway.auth.ApiKeySecret;
import io.fluxgateway.auth.InMemoryKeyStore;
import io.fluxgateway.auth.KeyNameTakenException;
import io.fluxgateway.auth.ProjectKeys;
import io.fluxgateway.exchange.Step;
import io.fluxgateway.function.FluxFunction;
import io.fluxgateway.function.FunctionManifest;
import io.fluxgateway.http.Method;
import io.fluxgateway.route.RouteTable;
import io.fluxgateway.undertow.FluxServer;
import io.fluxgateway.undertow.ServerStartException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A gateway with three middlewares of its own, on port 8080 or the one that is named. */
final class TenantServer {
    private static final String PROJECT = "tenants";

    /** Stands for a directory somewhere else, which takes its time. */
    private static final Map<String, String> TENANT_OF_KEY = Map.of("acme-web", "acme");

    private TenantServer() {}

    static FluxServer start(InMemoryKeyStore keys, Set<String> addresses, Consumer<String> log, int port)
            throws ServerStartException {
        Gateway gateway = Gateway.builder(PROJECT)
                .keys(keys)
                .routes(RouteTable.of(FunctionManifest.named("whoami")
                        .runtime("java")
                        .method(Method.GET)
                        .build()))
                .function(
                        "whoami",
                        request -> FluxFunction.Response.text(
                                200, "tenant " + request.headers().first("x-tenant")))
                .before(Step.CORS, new AccessLog(log))
                .before(Step.AUTHENTICATION, new AllowedAddresses(addresses))
                .after(
                        Step.AUTHENTICATION,
                        new Tenants(key ->
                                CompletableFuture.supplyAsync(() -> Optional.ofNullable(TENANT_OF_KEY.get(key)))))
                .build();
        return FluxServer.builder(gateway).port(port).start();
    }

    static ProjectKeys keys(InMemoryKeyStore keys) {
        return new ProjectKeys(PROJECT, keys);
    }

    public static void main(String[] args) throws ServerStartException, KeyNameTakenException {
        InMemoryKeyStore keys = new InMemoryKeyStore();
        for (String name : new String[] {"acme-web", "nobodys"}) {
            System.out.println(
                    "key    " + keys(keys).create(name, ApiKeySecret.Mode.TEST).reveal() + "  " + name);
        }
        FluxServer server = start(
                keys, Set.of("127.0.0.1"), System.out::println, args.length == 0 ? 8080 : Integer.parseInt(args[0]));
        System.out.println("ready  http://localhost:" + server.port());
        Runtime.getRuntime().addShutdownHook(new Thread(server::close));
    }
}

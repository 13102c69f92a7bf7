package io.fluxgateway.testkit;

import io.fluxgateway.Gateway;
import io.fluxgateway.auth.ApiKey;
import io.fluxgateway.auth.ApiKeySecret;
import io.fluxgateway.auth.InMemoryKeyStore;
import io.fluxgateway.auth.KeyNameTakenException;
import io.fluxgateway.auth.KeyTerms;
import io.fluxgateway.exchange.Quota;
import io.fluxgateway.function.FluxFunction;
import io.fluxgateway.function.FunctionManifest;
import io.fluxgateway.http.Method;
import io.fluxgateway.limit.Permit;
import io.fluxgateway.route.RouteTable;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * What hostile requests are sent to: functions of three kinds that a key is for, {@code /a/} in Java, {@code /u/} of an
 * upstream, {@code /h/} of the application; one that it is not for, {@code /b/}; and a record of what reached them.
 */
final class HostileGateway implements AutoCloseable {
    static final List<String> FUNCTIONS = List.of("a", "u", "h");

    private static final String PROJECT = "front-line";
    private static final int PERMITS = 1_000_000;

    /** The paths of requests that a function got whole. */
    final Queue<String> reached = new ConcurrentLinkedQueue<>();
    /** What of a forwarded request was not as it must be. */
    final Queue<String> wronglyForwarded = new ConcurrentLinkedQueue<>();

    final String key;
    final Gateway gateway;
    final Application application = this::application;
    private final RawUpstream upstream = new RawUpstream((connection, number) -> {
        while (true) {
            upstream(connection);
        }
    });

    HostileGateway() throws IOException, KeyNameTakenException {
        InMemoryKeyStore keys = new InMemoryKeyStore();
        ApiKeySecret secret = ApiKeySecret.generate(ApiKeySecret.Mode.LIVE);
        List<String> scopes = List.of("a-get", "a-post", "u-get", "u-post", "h-get", "h-post");
        KeyTerms terms = KeyTerms.DEFAULT.withScopes(scopes);
        keys.add(
                new ApiKey("one", PROJECT, "one", secret.preview(), Instant.EPOCH, null, null, terms), secret.digest());
        key = secret.reveal();
        gateway = Gateway.builder(PROJECT)
                .keys(keys)
                .traces(trace -> {})
                .failedAuthentications(new Quota(Quota.MAX, Quota.MAX))
                .rateLimiter((id, plan) ->
                        CompletableFuture.completedFuture(new Permit(true, PERMITS, Duration.ofSeconds(1))))
                .routes(RouteTable.of(routes()))
                .function("a-get", this::java)
                .function("a-post", this::java)
                .function("b-get", this::java)
                .function("b-post", this::java)
                .build();
    }

    private List<FunctionManifest> routes() {
        List<FunctionManifest> all = new ArrayList<>();
        for (Method method : List.of(Method.GET, Method.POST)) {
            String suffix = "-" + method.name().toLowerCase(java.util.Locale.ROOT);
            for (String name : List.of("a", "b", "u", "h")) {
                var function = FunctionManifest.named(name + suffix)
                        .method(method)
                        .route("/" + name + "/{rest...}")
                        .runtime(name.equals("h") ? "host" : "java");
                all.add((name.equals("u") ? function.url("http://127.0.0.1:" + upstream.port()) : function).build());
            }
        }
        return all;
    }

    private FluxFunction.Response java(FluxFunction.Request request) {
        reached.add(request.path());
        return FluxFunction.Response.text(200, request.path());
    }

    private void application(Application.Call call) throws Exception {
        call.body().readAllBytes();
        reached.add(call.path());
        call.out().write(call.path().getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    /** Serves one request; what comes after a wrong one is not looked at. */
    private void upstream(RawClient connection) throws IOException {
        RawClient.Response head = connection.head();
        String[] line = head.statusLine().split(" ", -1);
        List<String> lengths = head.all("content-length");
        List<String> codings = head.all("transfer-encoding");
        check(head, line.length == 3 && line[1].startsWith("/u/"), "request line");
        check(head, head.all("host").size() == 1, "host");
        check(head, lengths.size() + codings.size() <= 1, "two framings");
        check(head, codings.isEmpty() || codings.get(0).equals("chunked"), "coding");
        check(head, head.header("authorization") == null, "credential");
        check(head, "one".equals(head.header("x-flux-key-name")), "key name");
        check(head, head.header("x-flux-secret") == null, "secret");
        check(head, !"127.0.0.2".equals(head.header("x-forwarded-for")), "client");
        if (!codings.isEmpty()) {
            byte[] chunk = connection.chunk();
            while (chunk.length > 0) {
                chunk = connection.chunk();
            }
        } else if (!lengths.isEmpty()) {
            connection.bytes(Integer.parseInt(lengths.get(0)));
        }
        String path = line[1].split("\\?", 2)[0];
        reached.add(path);
        connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + path.length() + "\r\n\r\n"
                + (line[0].equals("HEAD") ? "" : path));
    }

    private void check(RawClient.Response head, boolean right, String what) {
        if (!right) {
            wronglyForwarded.add(what + ": " + head);
        }
    }

    /** The request that is sent behind a hostile one. */
    String probe(String function, @Nullable String name) {
        return RawClient.http(
                "GET /" + function + "/" + name + " HTTP/1.1", "Host: gateway.test", "Authorization: Bearer " + key);
    }

    @Override
    public void close() throws IOException {
        gateway.close();
        upstream.close();
    }
}

package io.fluxgateway.benchmarks;

import io.fluxgateway.Gateway;
import io.fluxgateway.auth.ApiKeySecret;
import io.fluxgateway.auth.ProjectKeys;
import io.fluxgateway.function.FluxFunction;
import io.fluxgateway.function.FunctionManifest;
import io.fluxgateway.invocation.InvocationQueue;
import io.fluxgateway.invocation.QueueLimits;
import io.fluxgateway.invocation.QueueStats;
import io.fluxgateway.jdbc.PostgresStore;
import io.fluxgateway.jdbc.SqliteStore;
import io.fluxgateway.jdbc.Store;
import io.fluxgateway.limit.LocalRateLimiter;
import io.fluxgateway.limit.Plan;
import io.fluxgateway.route.RouteTable;
import io.fluxgateway.undertow.FluxServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How many calls a second the whole gateway queues for 64 callers, and how long each of them waits for its 202. */
final class QueuedCalls {
    private static final String PROJECT = "benchmark";
    private static final int WARM_UPS = 2;
    private static final int PAUSE_MILLIS = 4;
    private static final Plan PLENTY = new Plan("plenty", 10_000_000, 10_000_000);
    private static final Pattern FIGURES = Pattern.compile("(50%|99%) +\\S+|Non-2xx.*|Socket errors.*|Requests/sec.*");

    private QueuedCalls() {}

    /**
     * Measures.
     *
     * @param arguments a state folder or the URL of a PostgreSQL database; rounds; seconds of each; then any of {@code
     *                  idle}, if what is queued is to stay in the queue rather than run beside, and {@code paced}, if each
     *                  caller is to pause between its calls, so that all together are far from what is possible
     */
    public static void main(String[] arguments) throws Exception {
        String place = arguments[0];
        int rounds = Integer.parseInt(arguments[1]);
        String seconds = arguments[2] + "s";
        List<String> ways = List.of(arguments).subList(3, arguments.length);
        boolean idle = ways.contains("idle");
        LongAdder runs = new LongAdder();
        try (Store store = place.startsWith("jdbc:") ? PostgresStore.open(place) : SqliteStore.open(Path.of(place))) {
            ApiKeySecret key = new ProjectKeys(PROJECT, store.keys())
                    .create("load-" + Instant.now().toEpochMilli(), ApiKeySecret.Mode.LIVE);
            InvocationQueue queue = store.queue(PROJECT, QueueLimits.DEFAULT.withMaxQueued(10_000_000));
            LocalRateLimiter limiter = new LocalRateLimiter();
            Path script = Files.writeString(
                    Files.createTempFile("queued-calls", ".lua"), script(key, ways.contains("paced")));
            try (Gateway gateway = Gateway.builder(PROJECT)
                            .keys(store.keys())
                            .rateLimiter((id, plan) -> limiter.acquire(id, PLENTY))
                            .queue(queue)
                            .function("receipt", request -> {
                                runs.increment();
                                return FluxFunction.Response.json(200, "{\"sent\":true}");
                            })
                            .routes(RouteTable.of(FunctionManifest.named("receipt")
                                    .runtime("java")
                                    .async()
                                    .build()))
                            .build();
                    FluxServer server = FluxServer.builder(gateway).port(0).start()) {
                for (int round = 1 - WARM_UPS; round <= rounds; round++) {
                    String report = wrk(seconds, script, server.port(), idle);
                    System.out.println((round < 1 ? "warm up" : "round " + round) + ": " + figures(report) + "; "
                            + runs.sumThenReset() + " ran meanwhile; " + left(gateway));
                    drain(gateway);
                    runs.reset();
                }
            } finally {
                Files.delete(script);
            }
        }
    }

    private static String script(ApiKeySecret key, boolean paced) {
        String pace = paced ? "function delay() return " + PAUSE_MILLIS + " end\n" : "";
        return pace + """
            wrk.method = "POST"
            wrk.headers["Content-Type"] = "application/json"
            wrk.headers["Authorization"] = "Bearer %s"
            wrk.body = '{"orderId":"ord_xyz","email":"someone@example.com","amount":4200}'
            """.formatted(key.reveal());
    }

    private static String wrk(String seconds, Path script, int port, boolean idle)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of("wrk", "-t", "1", "-c", "64", "-d", seconds, "--latency", "-s", script.toString()));
        if (idle) {
            command.addAll(List.of("-H", "x-flux-delay: 1h"));
        }
        command.add("http://127.0.0.1:" + port + "/receipt");
        Process wrk = new ProcessBuilder(command).redirectErrorStream(true).start();
        String report = new String(wrk.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        wrk.waitFor();
        return report;
    }

    private static String figures(String report) {
        Matcher matcher = FIGURES.matcher(report);
        StringBuilder figures = new StringBuilder();
        while (matcher.find()) {
            figures.append(figures.isEmpty() ? "" : ", ").append(matcher.group().replaceAll(" +", " "));
        }
        return figures.toString();
    }

    private static String left(Gateway gateway) throws Exception {
        QueueStats stats = gateway.queueStats().toCompletableFuture().get();
        return (stats.queued() + stats.running()) + " left";
    }

    /** Waits until all ran; what is to stay in the queue is not due. */
    private static void drain(Gateway gateway) throws Exception {
        QueueStats stats = gateway.queueStats().toCompletableFuture().get();
        while (stats.oldestDue() != null || stats.running() > 0) {
            TimeUnit.MILLISECONDS.sleep(100);
            stats = gateway.queueStats().toCompletableFuture().get();
        }
    }
}

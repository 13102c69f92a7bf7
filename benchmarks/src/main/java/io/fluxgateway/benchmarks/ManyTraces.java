package io.fluxgateway.benchmarks;

import io.fluxgateway.exchange.Decided;
import io.fluxgateway.exchange.Decision;
import io.fluxgateway.exchange.RequestIds;
import io.fluxgateway.exchange.Step;
import io.fluxgateway.jdbc.PostgresTraceStore;
import io.fluxgateway.jdbc.SqliteTraceStore;
import io.fluxgateway.jdbc.TraceReader;
import io.fluxgateway.jdbc.TraceStore;
import io.fluxgateway.jdbc.TraceStoreBuilder;
import io.fluxgateway.trace.Trace;
import io.fluxgateway.trace.TraceFilter;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Fills a trace store, and times how fast one trace of many is found. */
final class ManyTraces {
    private static final int WAITING = 16_000;
    private static final int ROUNDS = 5;

    private ManyTraces() {}

    /**
     * Fills and looks.
     *
     * @param arguments the state folder or the URL of a PostgreSQL database, which {@code flux trace} then finds it in (there
     *     in the project "shop"), and the number of traces (default 1000000)
     */
    public static void main(String[] arguments) throws Exception {
        String place = arguments[0];
        int traces = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1_000_000;
        String wanted = "";
        long start = System.nanoTime();
        try (TraceStore store = options(place).writerShare(1).open()) {
            for (int i = 0; i < traces; i++) {
                while (i - store.recorded() > WAITING) {
                    Thread.sleep(1);
                }
                Trace trace = trace(i);
                wanted = i == traces / 2 ? trace.requestId() : wanted;
                store.accept(trace);
            }
            System.out.printf(
                    Locale.ROOT,
                    "%d dropped, written with %.1f us of CPU each%n",
                    store.dropped(),
                    cpuNanosOf("flux-trace-writer") / 1_000.0 / store.recorded());
        }
        print("written, each", start, traces);
        try (TraceStore opened = options(place).open()) {
            TraceReader store = (TraceReader) opened;
            for (int round = 0; round < ROUNDS; round++) {
                long before = System.nanoTime();
                String id = store.tracesStartingWith(wanted.substring(0, 10), 2).firstKey();
                print("found and read by the start of its ID", before, 1);
                before = System.nanoTime();
                int parts = store.traces(id).size()
                        + store.spans(id).size()
                        + store.logs(id).size();
                print("read, " + parts + " of its parts", before, 1);
                before = System.nanoTime();
                int last = store.lastTraces(TraceFilter.ALL, 20).size();
                print("the last " + last, before, 1);
            }
        }
        System.out.println(wanted);
    }

    private static TraceStoreBuilder<?> options(String place) {
        return place.startsWith("jdbc:") ? PostgresTraceStore.at(place, "shop") : SqliteTraceStore.at(Path.of(place));
    }

    private static long cpuNanosOf(String threadName) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
                .filter(thread -> thread != null && thread.getThreadName().equals(threadName))
                .mapToLong(thread -> threads.getThreadCpuTime(thread.getThreadId()))
                .sum();
    }

    private static void print(String what, long start, int times) {
        System.out.printf(Locale.ROOT, "%s: %.3f ms%n", what, (System.nanoTime() - start) / 1_000_000.0 / times);
    }

    private static Trace trace(int number) {
        return new Trace(
                RequestIds.requestId(),
                null,
                RequestIds.spanId(),
                null,
                "POST",
                "/create_order",
                null,
                number % 50 == 0 ? 500 : 200,
                number % 50 == 0 ? "function_error" : null,
                false,
                "production-server",
                Instant.now(),
                Duration.ofNanos(41_200_000 + number),
                List.of(
                        new Decided(
                                new Told(Step.AUTHENTICATION, "ok", "key production-server (flx_live_abc1...)"),
                                21_000),
                        new Decided(new Told(Step.RATE_LIMIT, "ok", "119/120 left, plan free"), 32_000),
                        new Decided(new Told(Step.ROUTE, "ok", "POST /create_order"), 43_000)),
                "create_order",
                "deno",
                new Trace.Call(RequestIds.spanId(), Duration.ZERO, Duration.ofNanos(380_000)),
                "127.0.0.1");
    }

    private record Told(Step step, String outcome, String detail) implements Decision {}
}

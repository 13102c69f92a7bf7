package io.fluxgateway.benchmarks;

import io.fluxgateway.exchange.RequestIds;
import io.fluxgateway.http.Headers;
import io.fluxgateway.invocation.Admission;
import io.fluxgateway.invocation.Claim;
import io.fluxgateway.invocation.Invocation;
import io.fluxgateway.invocation.InvocationQueue;
import io.fluxgateway.invocation.InvocationStatus;
import io.fluxgateway.invocation.Lease;
import io.fluxgateway.invocation.Outcome;
import io.fluxgateway.invocation.QueueLimits;
import io.fluxgateway.invocation.Settlement;
import io.fluxgateway.invocation.Submission;
import io.fluxgateway.jdbc.PostgresStore;
import io.fluxgateway.jdbc.SqliteStore;
import io.fluxgateway.jdbc.Store;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** How many invocations a second a queue takes and gives, without a gateway around it. */
final class QueueRate {
    private static final Duration LEASE = Duration.ofMinutes(10);
    private static final int FUNCTIONS = 5;
    private static final int KEYS = 20;
    private static final int CLAIMED_AT_ONCE = 32;
    private static final byte[] BODY = "{\"orderId\":\"ord_xyz\",\"email\":\"someone@example.com\",\"amount\":4200}"
            .getBytes(StandardCharsets.UTF_8);

    private static final Settlement SUCCESS = new Settlement(
            InvocationStatus.SUCCEEDED,
            Duration.ZERO,
            new Outcome(
                    new Outcome.Response(200, new Headers().add("content-type", "application/json"), BODY, false),
                    null,
                    null,
                    Duration.ofMillis(3)),
            null);

    private final InvocationQueue queue;
    private final ExecutorService callers = Executors.newFixedThreadPool(2);
    /** Of the queue's writer, up to what was printed last. */
    private long cpuNanos;

    private QueueRate(InvocationQueue queue) {
        this.queue = queue;
    }

    /**
     * Fills and empties a queue.
     *
     * @param arguments a state folder or the URL of a PostgreSQL database; the number of invocations (default 100000) and of
     *     callers (default 64), each of whom waits for one before it offers the next
     */
    public static void main(String[] arguments) throws Exception {
        String place = arguments[0];
        int invocations = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 100_000;
        int callers = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 64;
        try (Store store = place.startsWith("jdbc:") ? PostgresStore.open(place) : SqliteStore.open(Path.of(place));
                InvocationQueue queue = store.queue("shop", QueueLimits.DEFAULT.withMaxQueued(10_000_000))) {
            QueueRate rate = new QueueRate(queue);
            rate.offer("warm up", invocations / 2, callers);
            rate.run();
            rate.offer("offered", invocations, callers);
            long start = System.nanoTime();
            int claimed = rate.claimOfMany();
            rate.print("claimed out of many, a call each", start, claimed);
            rate.run();
            rate.offerWhileRunning(invocations, callers);
            rate.callers.shutdown();
        }
    }

    private void offer(String what, int invocations, int callers) throws InterruptedException {
        long[] nanos = new long[invocations];
        AtomicInteger next = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(callers);
        long start = System.nanoTime();
        for (int i = 0; i < callers; i++) {
            this.callers.execute(() -> offerNext(nanos, next, done));
        }
        done.await();
        print(what, start, invocations);
        Arrays.sort(nanos);
        System.out.printf(
                Locale.ROOT,
                "  p50 %.2f ms, p99 %.2f ms, longest %.2f ms%n",
                nanos[invocations / 2] / 1e6,
                nanos[invocations * 99 / 100] / 1e6,
                nanos[invocations - 1] / 1e6);
    }

    private void offerNext(long[] nanos, AtomicInteger next, CountDownLatch done) {
        int number = next.getAndIncrement();
        if (number >= nanos.length) {
            done.countDown();
            return;
        }
        long began = System.nanoTime();
        var unused = queue.offer(new Submission(invocation(number)))
                .thenAcceptAsync(
                        admission -> {
                            if (!(admission instanceof Admission.Accepted)) {
                                throw new IllegalStateException("not accepted: " + admission);
                            }
                            nanos[number] = System.nanoTime() - began;
                            offerNext(nanos, next, done);
                        },
                        callers)
                .exceptionally(error -> {
                    error.printStackTrace();
                    System.exit(1);
                    return null;
                });
    }

    /** Offers while one worker claims and settles as fast as it can. */
    private void offerWhileRunning(int invocations, int callers) throws InterruptedException {
        AtomicBoolean offered = new AtomicBoolean();
        CompletableFuture<Integer> ended = CompletableFuture.supplyAsync(() -> {
            int meanwhile = 0;
            while (!offered.get()) {
                meanwhile += claimAndSettle(offered::get);
            }
            return meanwhile;
        });
        offer("offered while others are claimed and settled", invocations, callers);
        offered.set(true);
        System.out.printf(Locale.ROOT, "  claimed and settled meanwhile: %d%n", ended.join());
    }

    /** A function and a key that have little besides others that have very much. */
    private int claimOfMany() {
        int claims = 200;
        for (int i = 0; i < claims; i++) {
            List<Lease> leases = queue.claim(new Claim("w", LEASE, 1, 1_000, List.of()))
                    .toCompletableFuture()
                    .join();
            if (leases.size() != 1) {
                throw new IllegalStateException("claimed " + leases.size());
            }
        }
        return claims;
    }

    /** Claims and settles all that is there. */
    private void run() {
        long start = System.nanoTime();
        print("claimed and settled", start, claimAndSettle(() -> false));
    }

    /** Until nothing is there, or it is to stop. */
    private int claimAndSettle(BooleanSupplier stop) {
        int ended = 0;
        List<CompletableFuture<Boolean>> before = List.of();
        while (!stop.getAsBoolean()) {
            List<Lease> leases = queue.claim(new Claim("w", LEASE, CLAIMED_AT_ONCE, CLAIMED_AT_ONCE, List.of()))
                    .toCompletableFuture()
                    .join();
            before.forEach(CompletableFuture::join);
            if (leases.isEmpty()) {
                break;
            }
            before = new ArrayList<>();
            for (Lease lease : leases) {
                before.add(queue.settle(lease, SUCCESS).toCompletableFuture());
            }
            ended += leases.size();
        }
        before.forEach(CompletableFuture::join);
        return ended;
    }

    private static Invocation invocation(int number) {
        Headers headers = new Headers()
                .add("content-type", "application/json")
                .add("accept", "*/*")
                .add("user-agent", "curl/8.5.0")
                .add("x-flux-key-name", "production-server")
                .add("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
        String id = RequestIds.requestId();
        return new Invocation(
                id,
                id,
                Invocation.Kind.CALL,
                "function_" + number % FUNCTIONS,
                "k_" + number / FUNCTIONS % KEYS,
                "/send_receipt",
                null,
                Map.of(),
                headers,
                BODY,
                null);
    }

    private void print(String what, long start, int times) {
        double seconds = (System.nanoTime() - start) / 1e9;
        long before = cpuNanos;
        cpuNanos = writerCpuNanos();
        System.out.printf(
                Locale.ROOT,
                "%s: %d, %.0f a second, %.3f ms each, %.1f us of the writer's CPU%n",
                what,
                times,
                times / seconds,
                seconds * 1e3 / times,
                (cpuNanos - before) / 1e3 / times);
    }

    private static long writerCpuNanos() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
                .filter(thread -> thread != null && thread.getThreadName().equals("flux-queue-writer"))
                .mapToLong(thread -> threads.getThreadCpuTime(thread.getThreadId()))
                .sum();
    }
}

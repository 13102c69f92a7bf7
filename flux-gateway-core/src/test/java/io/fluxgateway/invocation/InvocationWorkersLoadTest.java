package io.fluxgateway.invocation;

import static io.fluxgateway.invocation.Invocations.answered;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fluxgateway.invocation.Invocation.Kind;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Workers on the thread they have in fact, with a queue that many fill at a time. */
final class InvocationWorkersLoadTest {
    private static final int EACH = 2_500;
    private static final InvocationOptions OPTIONS =
            InvocationOptions.builder().perFunction(5).total(12).build();

    private final InvocationQueue queue = new InMemoryInvocationQueue(
            InMemoryInvocationQueue.DEFAULT_LIMITS.withMaxQueued(4 * EACH), Clock.systemUTC());
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Integer> runs = new ConcurrentHashMap<>();
    private final AtomicInteger ended = new AtomicInteger();
    private final Gauge all = new Gauge();
    private final Map<String, Gauge> byFunction = new ConcurrentHashMap<>();

    private static final class Gauge {
        private final AtomicInteger now = new AtomicInteger();
        private final AtomicInteger most = new AtomicInteger();

        void up() {
            int value = now.incrementAndGet();
            most.accumulateAndGet(value, Math::max);
        }

        void down() {
            now.decrementAndGet();
        }
    }

    @AfterEach
    void stop() {
        threads.shutdownNow();
        queue.close();
    }

    /** Half of the attempts end on another thread, half before the runner returns; the first one of a few fails. */
    private CompletionStage<Outcome> run(Lease lease) {
        Gauge ofFunction = byFunction.computeIfAbsent(lease.invocation().function(), f -> new Gauge());
        all.up();
        ofFunction.up();
        int run = runs.merge(lease.id(), 1, Integer::sum);
        boolean fails = run == 1 && lease.id().startsWith("00");
        Supplier<Outcome> end = () -> {
            ofFunction.down();
            all.down();
            return answered(fails ? 500 : 200);
        };
        return lease.id().charAt(1) < '8'
                ? CompletableFuture.supplyAsync(end, threads)
                : CompletableFuture.completedFuture(end.get());
    }

    @Test
    void eachRunsToSuccessOnceAndNeverMoreThanMayAtATime() {
        InvocationWorkers workers = new InvocationWorkers(
                queue, Map.of(Kind.CALL, this::run), OPTIONS, Clock.systemUTC(), (lease, settlement) -> {
                    if (settlement.status() == InvocationStatus.SUCCEEDED) {
                        ended.incrementAndGet();
                    }
                });
        workers.start();

        CompletableFuture.allOf(Stream.of("a", "b", "c", "d")
                        .map(function -> CompletableFuture.runAsync(
                                () -> {
                                    for (int i = 0; i < EACH; i++) {
                                        var unused = queue.offer(new Submission(Invocations.call(function)));
                                    }
                                },
                                threads))
                        .toArray(CompletableFuture[]::new))
                .join();

        await().atMost(Duration.ofSeconds(60)).until(() -> ended.get() == 4 * EACH);
        workers.close();
        assertThat(runs)
                .hasSize(4 * EACH)
                .allSatisfy((id, times) -> assertThat(times).isEqualTo(id.startsWith("00") ? 2 : 1));
        assertThat(all.most.get()).isBetween(2, OPTIONS.total());
        assertThat(byFunction.values())
                .allSatisfy(gauge -> assertThat(gauge.most.get()).isLessThanOrEqualTo(OPTIONS.perFunction()));
        assertThat(List.of(queue.stats().toCompletableFuture().join())).containsExactly(new QueueStats(0, 0, 0, null));
    }
}

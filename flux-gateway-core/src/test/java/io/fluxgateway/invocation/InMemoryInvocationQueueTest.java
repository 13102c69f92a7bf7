package io.fluxgateway.invocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fluxgateway.function.FunctionManifest;
import io.fluxgateway.function.RoutePattern;
import io.fluxgateway.http.Headers;
import io.fluxgateway.http.Method;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InMemoryInvocationQueueTest {
    private static final List<Duration> QUICK =
            List.of(Duration.ofMillis(1), Duration.ofMillis(2), Duration.ofMillis(3));

    private final ConcurrentLinkedQueue<CompletableFuture<Integer>> started = new ConcurrentLinkedQueue<>();
    private InMemoryInvocationQueue queue = queue(invocation -> hang(), 10, 2);

    @AfterEach
    void close() {
        queue.close();
    }

    @Test
    void anInvocationRunsOnce() {
        AtomicInteger runs = new AtomicInteger();
        queue = queue(invocation -> CompletableFuture.completedFuture(200 + runs.getAndIncrement()), 1, 1);
        assertThat(taken()).isTrue();
        assertThat(runs).hasValue(1);
        assertThat(taken()).as("the first one has left the queue").isTrue();
    }

    @Test
    void aRunnerThatThrowsIsTriedAgainAndLeavesItsPlace() {
        AtomicInteger runs = new AtomicInteger();
        queue = queue(
                invocation -> {
                    if (runs.incrementAndGet() == 1) {
                        throw new NoClassDefFoundError("of the runner");
                    }
                    return CompletableFuture.completedFuture(200);
                },
                1,
                1);
        assertThat(taken()).isTrue();
        await().until(() -> queue.size() == 0);
        assertThat(runs).hasValue(2);
        assertThat(taken()).isTrue();
    }

    @Test
    void failuresAreTriedFourTimesInAll() {
        for (CompletionStage<Integer> failure : List.of(
                CompletableFuture.completedFuture(500),
                CompletableFuture.completedFuture(429),
                CompletableFuture.<Integer>failedFuture(new IllegalStateException("gone")))) {
            AtomicInteger runs = new AtomicInteger();
            InMemoryInvocationQueue failing = queue(
                    invocation -> {
                        runs.incrementAndGet();
                        return failure;
                    },
                    1,
                    1);
            assertThat(failing.offer(invocation()).toCompletableFuture().join()).isTrue();
            await().until(() -> failing.size() == 0);
            assertThat(runs).hasValue(4);
            failing.close();
        }
    }

    @Test
    void aCallerMistakeIsFinal() {
        AtomicInteger runs = new AtomicInteger();
        queue = queue(
                invocation -> {
                    runs.incrementAndGet();
                    return CompletableFuture.completedFuture(422);
                },
                1,
                1);
        assertThat(taken()).isTrue();
        assertThat(taken()).isTrue();
        assertThat(runs).hasValue(2);
    }

    @Test
    void aFullQueueTakesNoMoreUntilThereIsRoom() {
        for (int i = 0; i < 10; i++) {
            assertThat(taken()).isTrue();
        }
        assertThat(taken()).isFalse();
        started.remove().complete(200);
        assertThat(taken()).isTrue();
    }

    @Test
    void onlySoManyRunAtATime() {
        for (int i = 0; i < 5; i++) {
            taken();
        }
        assertThat(started).hasSize(2);
        started.remove().complete(200);
        assertThat(started).hasSize(2);
    }

    @Test
    void aClosedQueueTakesNothing() {
        queue.close();
        assertThat(taken()).isFalse();
    }

    @Test
    void theDefaultIsRetriesAfterOneFourAndSixteenSeconds() {
        assertThat(InMemoryInvocationQueue.DEFAULT_RETRIES)
                .containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(4), Duration.ofSeconds(16));
    }

    private boolean taken() {
        return queue.offer(invocation()).toCompletableFuture().join();
    }

    private CompletionStage<Integer> hang() {
        CompletableFuture<Integer> result = new CompletableFuture<>();
        started.add(result);
        return result;
    }

    private static InMemoryInvocationQueue queue(InvocationRunner runner, int capacity, int concurrency) {
        return new InMemoryInvocationQueue(runner, capacity, concurrency, QUICK);
    }

    private static Invocation invocation() {
        FunctionManifest function = new FunctionManifest(
                "send_receipt",
                "deno",
                new RoutePattern("/send_receipt", List.of()),
                Method.POST,
                true,
                "index.ts",
                null,
                Duration.ofSeconds(30),
                List.of(),
                FunctionManifest.Permissions.NONE,
                new FunctionManifest.Source("functions/send_receipt/flux.json", 1),
                null,
                "1");
        return new Invocation("id", function, "/send_receipt", null, Map.of(), new Headers(), new byte[0]);
    }
}

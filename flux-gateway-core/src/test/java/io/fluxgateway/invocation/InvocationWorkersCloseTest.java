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
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** How workers end, on the thread they have in fact. */
final class InvocationWorkersCloseTest {
    private final ScriptedQueue queue = new ScriptedQueue(() -> Duration.ZERO);
    private final Map<String, CompletableFuture<Outcome>> begun = new ConcurrentHashMap<>();

    private InvocationWorkers start(Duration drain) {
        InvocationWorkers workers = new InvocationWorkers(
                queue,
                Map.of(Kind.CALL, lease -> begun.computeIfAbsent(lease.id(), id -> new CompletableFuture<>())),
                InvocationOptions.builder().drain(drain).build(),
                Clock.systemUTC(),
                AttemptListener.NONE);
        workers.start();
        return workers;
    }

    private Invocation running() {
        Invocation invocation = Invocations.call("a");
        queue.add(invocation);
        return invocation;
    }

    private CompletableFuture<Outcome> run(Invocation invocation) {
        return await().until(() -> begun.get(invocation.id()), end -> end != null);
    }

    @Test
    void whatRunsMayEndAndNothingElseBegins() {
        Invocation invocation = running();
        InvocationWorkers workers = start(Duration.ofSeconds(30));
        CompletableFuture<Outcome> end = run(invocation);
        CompletableFuture<Void> closed = CompletableFuture.runAsync(workers::close);
        end.complete(answered(200));
        closed.join();
        queue.add(Invocations.call("b"));
        queue.wake();

        assertThat(queue.settlementOf(invocation.id()).status()).isEqualTo(InvocationStatus.SUCCEEDED);
        assertThat(begun).containsOnlyKeys(invocation.id());
    }

    @Test
    void whatDoesNotEndInTimeIsGivenBackAtOnceAndItsLateResultIsDropped() {
        Invocation invocation = running();
        InvocationWorkers workers = start(Duration.ofMillis(50));
        CompletableFuture<Outcome> end = run(invocation);

        workers.close(Duration.ofSeconds(30)); // more than it takes on any machine

        assertThat(queue.settlementOf(invocation.id())).isEqualTo(Settlement.RELEASED);
        end.complete(answered(200));
        assertThat(queue.settlements()).isEqualTo(1);
    }

    @Test
    void closingEndsThoughTheQueueFails() {
        Invocation invocation = running();
        InvocationWorkers workers = start(Duration.ZERO);
        var unused = run(invocation);
        queue.fails = true;

        workers.close();

        assertThat(queue.settled).isEmpty();
    }

    @Test
    void closingTwiceOrWithoutAStartIsFine() {
        InvocationWorkers workers = start(Duration.ofSeconds(30));
        workers.close();
        workers.close();
        workers.start();
        new InvocationWorkers(queue, Map.of(), InvocationOptions.DEFAULT, Clock.systemUTC(), AttemptListener.NONE)
                .close();

        queue.add(Invocations.call("a"));
        queue.wake();
        assertThat(queue.claims).allSatisfy(claim -> assertThat(claim.running()).isEmpty());
        assertThat(List.copyOf(begun.keySet())).isEmpty();
    }
}

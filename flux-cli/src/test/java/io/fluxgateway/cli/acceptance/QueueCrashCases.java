package io.fluxgateway.cli.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fluxgateway.auth.ApiKeySecret;
import io.fluxgateway.auth.ProjectKeys;
import io.fluxgateway.exchange.Quota;
import io.fluxgateway.invocation.InvocationQueue;
import io.fluxgateway.invocation.InvocationState;
import io.fluxgateway.invocation.InvocationStatus;
import io.fluxgateway.invocation.QueueStats;
import io.fluxgateway.jdbc.Store;
import io.fluxgateway.project.ProjectSettings;
import io.fluxgateway.testkit.FrozenProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was accepted runs to success, whatever happens to the processes that accept and run it. */
abstract class QueueCrashCases {
    static final Duration LONG = Duration.ofSeconds(90);
    private static final Duration LEASE = Duration.ofSeconds(1);
    /** A process that stands still for longer, without being frozen, loses it rightly. */
    private static final Duration LONG_LEASE = Duration.ofSeconds(6);

    private static final long MILLIS_OF_A_CALL = 1_000;
    /** As many as a build has time for; a system property for more of them. */
    private static final int KILLS = Integer.getInteger("flux.queue.kills", 8);

    private static final int CALLERS = 8;
    private static final int SHORTEST_LIFE_MILLIS = 20;
    private static final int LONGEST_LIFE_MILLIS = 1_000;

    @TempDir
    Path temporary;

    Path ledger;
    String key;

    /** A state folder or a URL. */
    abstract String database();

    /** Whether the queue can be written now: a frozen process may be in the middle of it. */
    abstract boolean canBeWritten() throws Exception;

    abstract Store open();

    @BeforeEach
    void makeKey() throws Exception {
        ledger = temporary.resolve("ledger");
        try (Store store = open()) {
            store.projects()
                    .update(
                            QueueNode.PROJECT,
                            new ProjectSettings("team", List.of()).withLimit(Quota.perMinute(Quota.MAX / 2)));
            key = new ProjectKeys(QueueNode.PROJECT, store.keys())
                    .create("till", ApiKeySecret.Mode.LIVE)
                    .reveal();
        }
    }

    @Test
    void whatever_got_a_202_runs_to_success_though_the_server_is_killed_time_and_again() throws Exception {
        Queue<String> accepted = new ConcurrentLinkedQueue<>();
        for (int i = 0; i < KILLS; i++) {
            try (QueueNodeProcess node = node("node-" + i, LEASE)) {
                boolean isLate = i % 2 == 0;
                int enough = accepted.size() + CALLERS;
                load(node, accepted, () -> {
                    if (isLate) { // on a slow machine the others may accept nothing
                        await().atMost(LONG).until(() -> accepted.size() >= enough);
                    }
                    TimeUnit.MILLISECONDS.sleep( // a random moment is the point
                            ThreadLocalRandom.current().nextInt(SHORTEST_LIFE_MILLIS, LONGEST_LIFE_MILLIS));
                    node.kill();
                });
            }
        }
        try (QueueNodeProcess last = node("last", LEASE);
                Store store = open();
                InvocationQueue queue = store.queue(QueueNode.PROJECT)) {
            accepted.add(last.caller(key).queue(0));
            await().atMost(LONG).untilAsserted(() -> {
                QueueStats stats = queue.stats().toCompletableFuture().get();
                assertThat(stats.queued() + stats.running()).isZero();
                assertThat(stats.dead()).isZero();
            });
            for (String id : accepted) {
                InvocationState state =
                        queue.find(id).toCompletableFuture().get().orElseThrow();
                assertThat(state.status()).as(id).isEqualTo(InvocationStatus.SUCCEEDED);
            }
        }
        Map<String, Integer> ends = new HashMap<>();
        for (Ledger.Line line : lines()) {
            if (line.event() == Ledger.Event.END) {
                ends.merge(line.id(), 1, Integer::sum);
            }
        }
        assertThat(accepted).hasSizeGreaterThan(KILLS).doesNotHaveDuplicates();
        assertThat(ends.keySet()).containsAll(accepted);
        System.out.printf(
                "%s: %d kills, %d accepted, %d ran, %d of them more than once%n",
                getClass().getSimpleName(),
                KILLS,
                accepted.size(),
                ends.size(),
                ends.values().stream().filter(times -> times > 1).count());
    }

    @Test
    void the_late_result_of_a_process_that_was_frozen_beyond_its_lease_changes_nothing() throws Exception {
        try (QueueNodeProcess frozen = node("frozen", LONG_LEASE);
                Store store = open();
                InvocationQueue queue = store.queue(QueueNode.PROJECT)) {
            FrozenCall call = freezeInACall(frozen);
            String id = call.id();
            try (QueueNodeProcess awake = node("awake", LONG_LEASE)) {
                await().atMost(LONG).until(() -> succeeded(queue, id));
                InvocationState before =
                        queue.find(id).toCompletableFuture().get().orElseThrow();
                assertThat(before.attempts()).isEqualTo(2);
                assertThat(answer(before)).isEqualTo("awake");

                call.process().thaw();
                await().atMost(LONG).until(() -> wrote(Ledger.Event.END, id, "frozen"));
                // What the woken one says of it comes before what it does next.
                String next = frozen.caller(key).queue(0);
                await().atMost(LONG).until(() -> succeeded(queue, next));
                awake.kill();
                String after = frozen.caller(key).queue(0);
                await().atMost(LONG).until(() -> succeeded(queue, after));

                InvocationState end = queue.find(id).toCompletableFuture().get().orElseThrow();
                assertThat(answer(end)).isEqualTo("awake");
                assertThat(end.attempts()).isEqualTo(2);
                assertThat(end.endedAt()).isEqualTo(before.endedAt());
            }
        }
    }

    /** A call, and the process that was stopped while it ran it. */
    private record FrozenCall(String id, FrozenProcess process) {}

    private FrozenCall freezeInACall(QueueNodeProcess node) {
        return await().atMost(LONG)
                .until(
                        () -> {
                            String id = node.caller(key).queue(MILLIS_OF_A_CALL);
                            await().atMost(LONG).until(() -> wrote(Ledger.Event.BEGIN, id, "frozen"));
                            FrozenProcess still =
                                    await().atMost(LONG).until(() -> freezeUnlessItWrites(node), Objects::nonNull);
                            if (wrote(Ledger.Event.END, id, "frozen")) {
                                still.thaw();
                                return null;
                            }
                            return new FrozenCall(id, still);
                        },
                        Objects::nonNull);
    }

    /** Null if it was writing: a process that is stopped then keeps a file locked until it goes on; not what is asked here. */
    private @Nullable FrozenProcess freezeUnlessItWrites(QueueNodeProcess node) throws Exception {
        FrozenProcess frozen = node.freeze();
        if (canBeWritten()) {
            return frozen;
        }
        frozen.thaw();
        return null;
    }

    QueueNodeProcess node(String name, Duration lease) throws IOException {
        return QueueNodeProcess.start(database(), ledger, name, lease);
    }

    private boolean wrote(Ledger.Event event, String id, String node) throws IOException {
        return lines().stream()
                .anyMatch(line -> line.event() == event
                        && line.id().equals(id)
                        && line.node().equals(node));
    }

    List<Ledger.Line> lines() throws IOException {
        return new Ledger(ledger, "test").lines();
    }

    static boolean succeeded(InvocationQueue queue, String id) throws Exception {
        return queue.find(id).toCompletableFuture().get().orElseThrow().status() == InvocationStatus.SUCCEEDED;
    }

    private static String answer(InvocationState state) {
        return new String(state.last().response().body(), StandardCharsets.UTF_8);
    }

    /** Queues calls on several connections until something ends the node. */
    void load(QueueNodeProcess node, Queue<String> accepted, Ending ending) throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                running.add(callers.submit(() -> callUntilClosed(node, accepted)));
            }
            ending.end();
            for (Future<?> one : running) {
                one.get();
            }
        } finally {
            callers.shutdownNow();
        }
    }

    private void callUntilClosed(QueueNodeProcess node, Queue<String> accepted) {
        try (QueueNodeProcess.Caller caller = node.caller(key)) {
            while (true) {
                accepted.add(caller.queue(ThreadLocalRandom.current().nextInt(10)));
                TimeUnit.MILLISECONDS.sleep(2);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageNotContaining("not accepted");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** IDs of what a node has begun and not ended. */
    Set<String> under(String node) throws IOException {
        Set<String> begun = lines().stream()
                .filter(line -> line.node().equals(node) && line.event() == Ledger.Event.BEGIN)
                .map(Ledger.Line::id)
                .collect(Collectors.toSet());
        lines().stream()
                .filter(line -> line.node().equals(node) && line.event() == Ledger.Event.END)
                .forEach(line -> begun.remove(line.id()));
        return begun;
    }

    /** Ends a node. */
    interface Ending {
        void end() throws Exception;
    }
}

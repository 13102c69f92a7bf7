package io.fluxgateway.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxgateway.invocation.Claim;
import io.fluxgateway.invocation.Invocation;
import io.fluxgateway.invocation.Invocation.Kind;
import io.fluxgateway.invocation.InvocationQueue;
import io.fluxgateway.invocation.InvocationStatus;
import io.fluxgateway.invocation.Lease;
import io.fluxgateway.invocation.Submission;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** How what is due is shared out: a part of {@link InvocationQueueContract}. */
abstract class QueueFairnessCases extends QueueKeepingCases {
    private static final int CLAIMERS = 8;

    /** How many are claimed by many at once: the more, the likelier a mistake is seen. A multiple of eight. */
    protected int claimedAtOnce() {
        return 2_000;
    }

    private void offerMany(int count, String function, String key) throws Exception {
        List<Future<?>> offers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            offers.add(queue().offer(new Submission(call(function, key))).toCompletableFuture());
        }
        for (Future<?> offer : offers) {
            Object unused = offer.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        }
    }

    private static Map<String, Long> count(List<Lease> leases, Function<Invocation, String> of) {
        return leases.stream()
                .collect(Collectors.groupingBy(lease -> of.apply(lease.invocation()), Collectors.counting()));
    }

    @Test
    void functionsTakeTurnsWhoeverHasMore() throws Exception {
        offerMany(500, "many", "k_1");
        offerMany(2, "few", "k_1");
        offerMany(1, "one", "k_1");

        List<Lease> leases = get(queue().claim(claim("w", 8, List.of())));

        assertThat(count(leases, Invocation::function))
                .containsExactlyInAnyOrderEntriesOf(Map.of("many", 5L, "few", 2L, "one", 1L));
    }

    @Test
    void functionsTakeTurnsFromOneClaimToTheNext() throws Exception {
        for (String function : List.of("a", "b", "c")) {
            offerMany(50, function, "k_1");
        }
        Set<String> served = new HashSet<>();
        for (int i = 0; i < 3; i++) {
            served.add(claimOne("w").invocation().function());
        }

        assertThat(served).containsExactlyInAnyOrder("a", "b", "c");
    }

    @Test
    void keysOfAFunctionTakeTurnsWhoeverHasMore() throws Exception {
        offerMany(500, "receipt", "k_many");
        offerMany(2, "receipt", "k_few");
        offerMany(1, "receipt", "k_one");

        List<Lease> leases = get(queue().claim(claim("w", 8, List.of())));

        assertThat(count(leases, Invocation::keyId))
                .containsExactlyInAnyOrderEntriesOf(Map.of("k_many", 5L, "k_few", 2L, "k_one", 1L));
    }

    @Test
    void keysTakeTurnsFromOneClaimToTheNext() throws Exception {
        for (String key : List.of("k_a", "k_b", "k_c")) {
            offerMany(50, "receipt", key);
        }
        Set<String> served = new HashSet<>();
        for (int i = 0; i < 3; i++) {
            served.add(claimOne("w").invocation().keyId());
        }

        assertThat(served).containsExactlyInAnyOrder("k_a", "k_b", "k_c");
    }

    @Test
    void noMoreOfALaneAreClaimedThanMayRun() throws Exception {
        offerMany(10, "a", "k_1");
        offerMany(10, "b", "k_1");
        for (int i = 0; i < 10; i++) {
            offer(invocation(Kind.CALLBACK, "a", "k_1", new byte[0]));
        }
        Claim three = new Claim("w", LEASE, MANY, 3, List.of());

        List<Lease> leases = get(queue().claim(three));

        assertThat(count(leases, invocation -> invocation.kind() + " " + invocation.function()))
                .containsExactlyInAnyOrderEntriesOf(Map.of("CALL a", 3L, "CALL b", 3L, "CALLBACK a", 3L));
        assertThat(get(queue().claim(new Claim("w", LEASE, MANY, 3, leases)))).isEmpty();
        Lease ended = leases.stream()
                .filter(lease -> lease.invocation().function().equals("b"))
                .findFirst()
                .orElseThrow();
        settle(ended, ended(InvocationStatus.SUCCEEDED));
        List<Lease> running = new ArrayList<>(leases);
        running.remove(ended);
        assertThat(get(queue().claim(new Claim("w", LEASE, MANY, 3, running))))
                .singleElement()
                .satisfies(lease -> assertThat(lease.invocation().function()).isEqualTo("b"));
    }

    @Test
    void aLaneWithoutRoomDoesNotHoldUpOthers() throws Exception {
        offerMany(300, "slow", "k_1");
        List<Lease> slow = get(queue().claim(new Claim("w", LEASE, MANY, 5, List.of())));
        offerMany(5, "fast", "k_1");

        assertThat(slow).hasSize(5);
        assertThat(get(queue().claim(new Claim("w", LEASE, MANY, 5, slow))))
                .hasSize(5)
                .allSatisfy(lease -> assertThat(lease.invocation().function()).isEqualTo("fast"));
    }

    @Test
    void noMoreAreClaimedThanWereAskedFor() throws Exception {
        offerMany(20, "receipt", "k_1");

        assertThat(get(queue().claim(claim("w", 7, List.of())))).hasSize(7);
    }

    @Test
    void manyWhoClaimAtOnceGetEachOnce() throws Exception {
        int invocations = claimedAtOnce();
        for (String function : List.of("a", "b", "c", "d")) {
            for (String key : List.of("k_1", "k_2")) {
                offerMany(invocations / 8, function, key);
            }
        }
        InvocationQueue[] queues = {queue(), elsewhere()};
        Map<String, Integer> running = new ConcurrentHashMap<>();
        Set<String> twice = ConcurrentHashMap.newKeySet();
        AtomicInteger settled = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(CLAIMERS);
        try {
            List<Future<?>> claimers = new ArrayList<>();
            for (int i = 0; i < CLAIMERS; i++) {
                InvocationQueue mine = queues[i % 2];
                String worker = "w" + i;
                claimers.add(threads.submit(() -> {
                    while (settled.get() < invocations) {
                        for (Lease lease : get(mine.claim(claim(worker, 1 + settled.get() % 17, List.of())))) {
                            if (running.merge(lease.id(), 1, Integer::sum) > 1) {
                                twice.add(lease.id());
                            }
                            if (get(mine.settle(lease, ended(InvocationStatus.SUCCEEDED)))) {
                                settled.incrementAndGet();
                            }
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> claimer : claimers) {
                Object unused = claimer.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(twice).isEmpty();
        assertThat(running).hasSize(invocations);
        assertThat(settled).hasValue(invocations);
        assertThat(claimAll("w")).isEmpty();
    }
}

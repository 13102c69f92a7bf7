package io.fluxgateway.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LocalRateLimiterTest {
    private final AtomicLong nanos = new AtomicLong(1);
    private final LocalRateLimiter limiter = new LocalRateLimiter(1_000, nanos::get);

    @Test
    void aBurstPassesAndTheNextIsRefusedUntilATokenIsRefilled() {
        for (int i = 119; i >= 0; i--) {
            Permit permit = acquire("a", Plan.FREE);
            assertThat(permit.allowed()).isTrue();
            assertThat(permit.remaining()).isEqualTo(i);
        }
        Permit refused = acquire("a", Plan.FREE);
        assertThat(refused.allowed()).isFalse();
        assertThat(refused.remaining()).isZero();
        assertThat(refused.nextToken()).isEqualTo(Duration.ofSeconds(1));
        assertThat(refused.nextTokenSeconds()).isEqualTo(1);

        nanos.addAndGet(refused.nextToken().toNanos());
        assertThat(acquire("a", Plan.FREE).allowed()).isTrue();
        assertThat(acquire("a", Plan.FREE).allowed()).isFalse();
    }

    @Test
    void keysHaveBucketsOfTheirOwn() {
        Plan one = new Plan("one", 1, 1);
        assertThat(acquire("a", one).allowed()).isTrue();
        assertThat(acquire("a", one).allowed()).isFalse();
        assertThat(acquire("b", one).allowed()).isTrue();
    }

    @Test
    void theNextTokenOfAnAllowedRequestIsTold() {
        Plan slow = new Plan("slow", 6, 6);
        assertThat(acquire("a", slow).nextTokenSeconds()).isEqualTo(10);
        nanos.addAndGet(Duration.ofSeconds(3).toNanos());
        assertThat(acquire("a", slow).nextTokenSeconds()).isEqualTo(7);
    }

    @Test
    void aChangedPlanAppliesAtOnceAndGivesNoFreshQuota() {
        for (int i = 0; i < 60; i++) {
            acquire("a", Plan.FREE);
        }
        Permit onPro = acquire("a", Plan.PRO);
        assertThat(onPro.remaining()).isBetween(990L, 1_000L);
        assertThat(acquire("a", Plan.FREE).remaining()).isBetween(55L, 60L);
    }

    @Test
    void manyThreadsTogetherGetExactlyTheBurst() throws Exception {
        AtomicInteger allowed = new AtomicInteger();
        CountDownLatch go = new CountDownLatch(1);
        var threads = Executors.newFixedThreadPool(8);
        for (int t = 0; t < 8; t++) {
            threads.execute(() -> {
                try {
                    go.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                for (int i = 0; i < 100; i++) {
                    if (acquire("hot", Plan.FREE).allowed()) {
                        allowed.incrementAndGet();
                    }
                }
            });
        }
        go.countDown();
        threads.shutdown();
        assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        assertThat(allowed).hasValue(120);
    }

    @Test
    void theNumberOfBucketsIsBounded() {
        LocalRateLimiter small = new LocalRateLimiter(10, nanos::get);
        Plan one = new Plan("one", 1, 1);
        for (int i = 0; i < 10_000; i++) {
            assertThat(small.acquire("key" + i, one)
                            .toCompletableFuture()
                            .join()
                            .allowed())
                    .isTrue();
        }
        assertThatThrownBy(() -> new LocalRateLimiter(0, nanos::get)).hasMessage("maxKeys: 0 (expected: at least 1)");
    }

    @Test
    void plansTellTheirRateTruly() {
        assertThat(Plan.FREE.windowSeconds()).isEqualTo(120);
        assertThat(Plan.PRO.windowSeconds()).isEqualTo(120);
        assertThat(Plan.TEAM.windowSeconds()).isEqualTo(180);
        assertThat(Plan.named("pro")).isEqualTo(Plan.PRO);
        assertThatThrownBy(() -> Plan.named("gold")).hasMessage("plan: \"gold\" (expected one of free, pro, team)");
        assertThatThrownBy(() -> new Plan("x", 0, 1)).hasMessageContaining("perMinute: 0");
        assertThatThrownBy(() -> new Plan("x", 1, 61)).hasMessage("burst: 61 (expected: 1 to 60)");
        assertThatThrownBy(() -> new Plan("X y", 1, 1)).hasMessageContaining("plan name: \"X y\"");
    }

    private Permit acquire(String key, Plan plan) {
        return limiter.acquire(key, plan).toCompletableFuture().join();
    }
}

package io.fluxgateway.invocation;

import static io.fluxgateway.invocation.Invocations.answered;
import static org.assertj.core.api.Assertions.assertThat;

import io.fluxgateway.function.RetryPolicy;
import io.fluxgateway.function.RetryPolicy.Backoff;
import io.fluxgateway.http.Headers;
import io.fluxgateway.invocation.Invocation.Kind;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What workers do, one thing after another in a time that stands still. */
final class InvocationWorkersTest {
    private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");

    private final ManualLoop loop = new ManualLoop();
    private final ScriptedQueue queue = new ScriptedQueue(loop::now);
    /** What runs, in the order in which it began. */
    private final Map<Lease, CompletableFuture<Outcome>> begun = new LinkedHashMap<>();

    private final List<String> told = new ArrayList<>();
    private Function<Lease, CompletionStage<Outcome>> runs = lease -> {
        CompletableFuture<Outcome> end = new CompletableFuture<>();
        begun.put(lease, end);
        return end;
    };
    private RetryPolicy policy = RetryPolicy.DEFAULT;

    private InvocationWorkers start(InvocationOptions options) {
        InvocationRunner runner = new InvocationRunner() {
            @Override
            public CompletionStage<Outcome> run(Lease lease) {
                return runs.apply(lease);
            }

            @Override
            public RetryPolicy retry(Invocation invocation) {
                return policy;
            }
        };
        Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
        InvocationWorkers workers = new InvocationWorkers(
                queue,
                Map.of(Kind.CALL, runner),
                options,
                clock,
                (lease, settlement) -> told.add(lease.invocation().function() + " " + lease.attempt() + " "
                        + settlement.status().text()),
                new Aftermath(clock, () -> 0.5),
                loop);
        workers.start();
        loop.settle();
        return workers;
    }

    private void start() {
        var unused = start(InvocationOptions.DEFAULT);
    }

    private Lease onlyOne() {
        assertThat(begun).hasSize(1);
        return begun.keySet().iterator().next();
    }

    private void end(Lease lease, Outcome outcome) {
        Objects.requireNonNull(begun.remove(lease)).complete(outcome);
        loop.settle();
    }

    // Running and settling

    @Test
    void whatIsDueRunsAndItsResponseIsStored() {
        Invocation invocation = Invocations.call("a");
        queue.add(invocation);
        start();
        Outcome outcome = answered(200, new Headers(), "done");

        end(onlyOne(), outcome);

        assertThat(queue.settlementOf(invocation.id()).status()).isEqualTo(InvocationStatus.SUCCEEDED);
        assertThat(queue.settlementOf(invocation.id()).outcome()).isSameAs(outcome);
        assertThat(told).containsExactly("a 1 succeeded");
    }

    @Test
    void afterItsLastAttemptItIsADeadLetterWithTheLastOutcome() {
        Invocation invocation = Invocations.call("a");
        queue.add(invocation);
        policy = new RetryPolicy(3, Backoff.FIXED, Duration.ofSeconds(2), Duration.ofSeconds(2));
        List<Duration> times = new ArrayList<>();
        runs = lease -> {
            times.add(loop.now());
            return CompletableFuture.completedFuture(answered(500 + lease.attempt()));
        };
        start();

        loop.advance(Duration.ofMinutes(5));

        assertThat(times).containsExactly(Duration.ZERO, Duration.ofSeconds(2), Duration.ofSeconds(4));
        Settlement last = queue.settlementOf(invocation.id());
        assertThat(last.status()).isEqualTo(InvocationStatus.DEAD);
        assertThat(Objects.requireNonNull(Objects.requireNonNull(last.outcome()).response())
                        .status())
                .isEqualTo(503);
        assertThat(told).containsExactly("a 1 queued", "a 2 queued", "a 3 dead");
    }

    @Test
    void whateverARunnerDoesTheOthersGoOn() {
        Map<String, Function<Lease, CompletionStage<Outcome>>> bad = Map.of(
                "throws",
                lease -> {
                    throw new IllegalStateException("no");
                },
                "errs",
                lease -> {
                    throw new StackOverflowError();
                },
                "nothing",
                InvocationWorkersTest::nothing,
                "fails",
                lease -> CompletableFuture.failedFuture(new NoClassDefFoundError("x")),
                "empty",
                lease -> CompletableFuture.completedFuture(nothing(lease)));
        runs = lease -> Objects.requireNonNull(bad.getOrDefault(
                        lease.invocation().function(), l -> CompletableFuture.completedFuture(answered(200))))
                .apply(lease);
        List<String> functions = List.of("throws", "errs", "nothing", "fails", "empty");
        List<Invocation> invocations = functions.stream().map(Invocations::call).toList();
        invocations.forEach(queue::add);
        Invocation good = Invocations.call("good");
        queue.add(good);

        start();

        assertThat(invocations).allSatisfy(invocation -> {
            Settlement settlement = queue.settlementOf(invocation.id());
            assertThat(settlement.status()).isEqualTo(InvocationStatus.QUEUED);
            assertThat(Objects.requireNonNull(settlement.outcome()).error()).isEqualTo("internal_error");
        });
        assertThat(queue.settlementOf(good.id()).status()).isEqualTo(InvocationStatus.SUCCEEDED);
    }

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // what no runner may return
    private static <T> T nothing(Lease lease) {
        return null;
    }

    @Test
    void aPolicyThatCannotBeToldIsTheDefault() {
        Invocation invocation = Invocations.call("a");
        queue.add(invocation);
        InvocationRunner runner = new InvocationRunner() {
            @Override
            public CompletionStage<Outcome> run(Lease lease) {
                return CompletableFuture.completedFuture(answered(500));
            }

            @Override
            public RetryPolicy retry(Invocation any) {
                throw new IllegalStateException("no");
            }
        };
        Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
        new InvocationWorkers(
                        queue,
                        Map.of(Kind.CALL, runner),
                        InvocationOptions.DEFAULT,
                        clock,
                        AttemptListener.NONE,
                        new Aftermath(clock, () -> 0.5),
                        loop)
                .start();
        loop.settle();

        assertThat(queue.settlementOf(invocation.id()).delay()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void aKindThatNothingRunsFails() {
        Invocation callback = Invocations.callback("a");
        queue.add(callback);
        start();

        assertThat(Objects.requireNonNull(queue.settlementOf(callback.id()).outcome())
                        .error())
                .isEqualTo("runner_missing");
    }

    @Test
    void whatWasBegunTimeAndAgainAndNeverEndedIsGivenUp() {
        Invocation deadly = Invocations.call("a");
        Invocation unlucky = Invocations.call("a");
        queue.addBegun(deadly, 4 + Aftermath.MOST_ATTEMPTS_BROKEN_OFF);
        queue.addBegun(unlucky, 3 + Aftermath.MOST_ATTEMPTS_BROKEN_OFF);
        start();

        assertThat(onlyOne().invocation()).isSameAs(unlucky);
        assertThat(queue.settlementOf(deadly.id()).status()).isEqualTo(InvocationStatus.DEAD);
        assertThat(Objects.requireNonNull(queue.settlementOf(deadly.id()).outcome())
                        .error())
                .isEqualTo("attempts_broken_off");
    }

    @Test
    void aListenerThatThrowsChangesNothing() {
        queue.add(Invocations.call("a"));
        queue.add(Invocations.call("b"));
        runs = lease -> CompletableFuture.completedFuture(answered(200));
        Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
        new InvocationWorkers(
                        queue,
                        Map.of(Kind.CALL, lease -> runs.apply(lease)),
                        InvocationOptions.DEFAULT,
                        clock,
                        (lease, settlement) -> {
                            throw new IllegalStateException("no");
                        },
                        new Aftermath(clock, () -> 0.5),
                        loop)
                .start();
        loop.settle();

        assertThat(queue.settlements()).isEqualTo(2);
    }

    // Results that are told

    @Test
    void theResultOfACallThatWantsItToldIsQueuedInTheSameStep() {
        Invocation call = Invocations.callWithCallback("a", "https://partner.test/hook");
        queue.add(call);
        start();

        end(onlyOne(), answered(422, new Headers().add("x-a", "b"), "no such order"));

        Settlement settlement = queue.settlementOf(call.id());
        Submission next = Objects.requireNonNull(settlement.next());
        Invocation callback = next.invocation();
        assertThat(next.delay()).isZero();
        assertThat(callback.kind()).isEqualTo(Kind.CALLBACK);
        assertThat(callback.id()).matches("[0-9a-f]{32}").isNotEqualTo(call.id());
        assertThat(callback.requestId()).isEqualTo(call.requestId());
        assertThat(callback.function()).isEqualTo("a");
        assertThat(callback.keyId()).isEqualTo(call.keyId());
        assertThat(callback.callback()).isEqualTo(call.callback());
        assertThat(callback.headers().first("traceparent")).isEqualTo(Invocations.TRACEPARENT);
        assertThat(new String(callback.body(), StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"requestId\":\"" + call.id() + "\",\"function\":\"a\",\"status\":\"failed\",\"attempts\":1,"
                                + "\"endedAt\":\"2026-05-01T12:00:00Z\",\"response\":{\"status\":422,\"headers\":{\"x-a\":\"b\"},"
                                + "\"body\":\"no such order\"}}");
    }

    @Test
    void nothingIsToldOfAnAttemptThatIsNotTheLast() {
        Invocation call = Invocations.callWithCallback("a", "https://partner.test/hook");
        queue.add(call);
        start();

        end(onlyOne(), answered(500));

        assertThat(queue.settlementOf(call.id()).next()).isNull();
    }

    // Bounds

    @Test
    void noMoreRunThanMayWhoeverWaits() {
        InvocationOptions options =
                InvocationOptions.builder().perFunction(3).total(5).build();
        for (int i = 0; i < 40; i++) {
            queue.add(Invocations.call(i % 2 == 0 ? "a" : "b"));
            queue.add(Invocations.call("c"));
        }
        var unused = start(options);
        Set<Lease> all = new HashSet<>();

        while (!begun.isEmpty()) {
            assertThat(begun).hasSizeLessThanOrEqualTo(5);
            for (String function : List.of("a", "b", "c")) {
                assertThat(begun.keySet())
                        .filteredOn(lease -> lease.invocation().function().equals(function))
                        .hasSizeLessThanOrEqualTo(3);
            }
            all.addAll(begun.keySet());
            end(begun.keySet().iterator().next(), answered(200));
        }

        assertThat(all).hasSize(80);
        assertThat(queue.settlements()).isEqualTo(80);
        assertThat(loop.now()).as("without a poll in between").isZero();
    }

    @Test
    void aClaimSaysHowManyRun() {
        InvocationOptions options =
                InvocationOptions.builder().perFunction(2).total(5).build();
        queue.add(Invocations.call("a"));
        queue.add(Invocations.call("a"));
        queue.add(Invocations.call("b"));
        var unused = start(options);
        loop.advance(options.poll());

        Claim last = queue.claims.get(queue.claims.size() - 1);
        assertThat(last.most()).isEqualTo(2);
        assertThat(last.perLane()).isEqualTo(2);
        assertThat(last.lease()).isEqualTo(Duration.ofSeconds(15));
        assertThat(last.running()).containsExactlyElementsOf(begun.keySet());
    }

    // When to claim

    @Test
    void theQueueIsAskedAtOnceWhenItSaysSoAndTwiceASecondAnyway() {
        start();
        Invocation told = Invocations.call("a");
        queue.add(told);
        queue.wake();
        loop.settle();
        assertThat(onlyOne().invocation()).isSameAs(told);
        end(onlyOne(), answered(200));

        queue.add(Invocations.call("b"));
        loop.advance(Duration.ofMillis(499));
        assertThat(begun).isEmpty();
        loop.advance(Duration.ofMillis(1));
        assertThat(begun).hasSize(1);
    }

    @Test
    void anEmptyQueueIsNotAskedMoreOften() {
        start();
        queue.claims.clear();

        loop.advance(Duration.ofMinutes(1));

        assertThat(queue.claims).hasSize(120);
    }

    @Test
    void aQueueThatFailsIsAskedLessAndLessOften() {
        start();
        queue.fails = true;
        queue.claims.clear();
        queue.claimTimes.clear();
        queue.wake();
        loop.settle();
        for (int i = 0; i < 600; i++) {
            queue.wake();
            loop.advance(Duration.ofMillis(100));
        }
        assertThat(queue.claimTimes)
                .startsWith(
                        Duration.ZERO,
                        Duration.ofMillis(250),
                        Duration.ofMillis(750),
                        Duration.ofMillis(1_750),
                        Duration.ofMillis(3_750),
                        Duration.ofMillis(7_750),
                        Duration.ofMillis(12_750))
                .hasSizeLessThan(20);

        queue.fails = false;
        queue.add(Invocations.call("a"));
        loop.advance(Pause.LONGEST);
        assertThat(begun).hasSize(1);
    }

    // Leases

    @Test
    void leasesAreRenewedEveryThirdOfTheirTimeWhileTheInvocationRuns() {
        queue.add(Invocations.call("a"));
        start();
        Lease lease = onlyOne();
        loop.advance(Duration.ofSeconds(16));
        assertThat(queue.renewals)
                .hasSize(3)
                .allSatisfy(leases -> assertThat(leases).containsExactly(lease));

        end(lease, answered(200));
        loop.advance(Duration.ofSeconds(60));
        assertThat(queue.renewals).hasSize(3);
    }

    @Test
    void aRenewalThatFailsIsTriedAgainSoon() {
        queue.add(Invocations.call("a"));
        start();
        queue.fails = true;
        loop.advance(Duration.ofMillis(8_100));

        assertThat(queue.renewals).as("after 5 s, 6.5 s and 8 s").hasSize(3);
    }

    @Test
    void theResultOfALostLeaseIsDroppedAndItsPlaceIsFreeWhenItEnds() {
        InvocationOptions one = InvocationOptions.builder().total(1).build();
        queue.add(Invocations.call("a"));
        queue.add(Invocations.call("b"));
        var unused = start(one);
        Lease lease = onlyOne();
        queue.lost.add(lease);
        loop.advance(Duration.ofSeconds(20));
        assertThat(queue.renewals).as("renewed no more").hasSize(1);
        assertThat(begun).as("it still runs").hasSize(1);

        end(lease, answered(200));

        assertThat(queue.settled).isEmpty();
        assertThat(told).isEmpty();
        assertThat(onlyOne().invocation().function()).isEqualTo("b");
    }

    @Test
    void aLeaseThatIsFoundLostAtItsEndIsDroppedToo() {
        queue.add(Invocations.call("a"));
        start();
        Lease lease = onlyOne();
        queue.lost.add(lease);

        end(lease, answered(200));
        loop.advance(Duration.ofMinutes(1));

        assertThat(queue.settled).isEmpty();
        assertThat(queue.renewals).isEmpty();
    }

    @Test
    void aResultIsKeptUntilTheQueueCanBeWrittenAgain() {
        queue.add(Invocations.call("a"));
        start();
        Lease lease = onlyOne();
        queue.fails = true;
        end(lease, answered(200));
        loop.advance(Duration.ofMinutes(3));
        assertThat(queue.settled).isEmpty();

        queue.fails = false;
        loop.advance(Pause.LONGEST);

        assertThat(queue.settlementOf(lease.id()).status()).isEqualTo(InvocationStatus.SUCCEEDED);
        assertThat(queue.settled).hasSize(1);
        assertThat(told).containsExactly("a 1 succeeded");
    }

    @Test
    void aResultThatCannotBeWrittenIsDroppedWhenOthersHaveTheInvocation() {
        queue.add(Invocations.call("a"));
        start();
        Lease lease = onlyOne();
        queue.fails = true;
        end(lease, answered(200));
        loop.advance(Duration.ofSeconds(20));

        queue.lost.add(lease);
        queue.fails = false;
        loop.advance(Duration.ofSeconds(20));
        int renewals = queue.renewals.size();
        loop.advance(Duration.ofMinutes(1));

        assertThat(queue.settled).isEmpty();
        assertThat(queue.renewals).hasSize(renewals);
    }

    @Test
    void anInvocationThatIsClaimedAnewWhileItStillRunsHereDoesNotRunTwice() {
        Invocation invocation = Invocations.call("a");
        queue.add(invocation);
        start();
        Lease first = onlyOne();
        queue.lost.add(first);
        loop.advance(Duration.ofSeconds(6));
        queue.addBegun(invocation, 1);
        loop.advance(Duration.ofSeconds(1));
        assertThat(begun).containsOnlyKeys(first);

        end(first, answered(200));

        assertThat(queue.settled).singleElement().satisfies(settled -> {
            assertThat(settled.lease().attempt()).isEqualTo(2);
            assertThat(settled.settlement().status()).isEqualTo(InvocationStatus.SUCCEEDED);
        });
    }

    // Tidying

    @Test
    void theQueueIsTidiedAtTheStartAndEveryMinuteAndAgainWhileThereIsMuch() {
        queue.toForget = 1_020;
        start();
        loop.advance(Duration.ofSeconds(90));

        assertThat(queue.tidyings)
                .containsExactly(
                        Duration.ZERO, Duration.ofMillis(100), Duration.ofMillis(200), Duration.ofMillis(60_200));
    }

    @Test
    void tidyingThatFailsIsRepeatedSoonAndLessOftenTheMoreItFails() {
        queue.fails = true;
        start();
        loop.advance(Duration.ofSeconds(140));
        assertThat(queue.tidyings).extracting(Duration::toSeconds).containsExactly(0L, 5L, 15L, 35L, 75L, 135L);

        queue.fails = false;
        loop.advance(Duration.ofSeconds(60));
        queue.fails = true;
        loop.advance(Duration.ofSeconds(61));

        assertThat(queue.tidyings.stream().skip(6))
                .as("soon again, after a success")
                .extracting(Duration::toSeconds)
                .containsExactly(195L, 255L, 260L);
    }
}

package io.fluxgateway.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fluxgateway.http.Headers;
import io.fluxgateway.invocation.Admission;
import io.fluxgateway.invocation.Claim;
import io.fluxgateway.invocation.Invocation;
import io.fluxgateway.invocation.Invocation.Kind;
import io.fluxgateway.invocation.InvocationState;
import io.fluxgateway.invocation.InvocationStatus;
import io.fluxgateway.invocation.Lease;
import io.fluxgateway.invocation.Outcome;
import io.fluxgateway.invocation.QueueLimits;
import io.fluxgateway.invocation.Settlement;
import io.fluxgateway.invocation.Submission;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link io.fluxgateway.invocation.InvocationQueue} does. Extend it once per implementation. */
public abstract class InvocationQueueContract extends QueueFairnessCases {
    // Offers

    @Test
    void whatIsAcceptedIsFoundAtOnceAsItWas() throws Exception {
        byte[] body = {0, 1, -1, 10, 13, 127, -128, 34, 39};
        Headers headers = new Headers()
                .add("x-name", "J\u00f6rg \u4e2d \ud83d\ude00")
                .add("X-Twice", "1")
                .add("x-twice", "2")
                .add("x-empty", "");
        Invocation invocation = new Invocation(
                newId(),
                newId(),
                Kind.CALLBACK,
                "receipt",
                "k_1",
                "/receipt/caf%C3%A9/\u00e9",
                "a=1&b=%20\"'",
                Map.of("id", "caf\u00e9 \"x\" \\ /", "empty", ""),
                headers,
                body,
                URI.create("https://example.com/told?x=1"));

        assertThat(offer(invocation)).isEqualTo(Admission.ACCEPTED);

        InvocationState state = get(elsewhere().find(invocation.id())).orElseThrow();
        assertSame(state.invocation(), invocation);
        assertThat(state.status()).isEqualTo(InvocationStatus.QUEUED);
        assertThat(state.attempts()).isZero();
        assertThat(state.dueAt()).isEqualTo(state.acceptedAt());
        assertThat(state.endedAt()).isNull();
        assertThat(state.last()).isNull();
        Lease lease = claimOne("w");
        assertSame(lease.invocation(), invocation);
        assertThat(lease.worker()).isEqualTo("w");
    }

    private static void assertSame(Invocation actual, Invocation expected) {
        assertThat(actual).usingRecursiveComparison().ignoringFields("headers").isEqualTo(expected);
        assertThat(actual.headers()).hasToString(expected.headers().toString());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100_000, 3 << 20})
    void bodiesAreKeptWhateverTheirSize(int bytes) throws Exception {
        byte[] body = new byte[bytes];
        ThreadLocalRandom.current().nextBytes(body);
        Invocation invocation = invocation(Kind.CALL, "receipt", "k_1", body);
        offer(invocation);

        Lease lease = claimOne("w");
        assertThat(lease.invocation().body()).isEqualTo(body);
        settle(lease, new Settlement(InvocationStatus.SUCCEEDED, Duration.ZERO, answered(200, body), null));

        Outcome.Response response = response(state(invocation));
        assertThat(response.body()).isEqualTo(body);
    }

    private static Outcome.Response response(InvocationState state) {
        return Objects.requireNonNull(Objects.requireNonNull(state.last()).response());
    }

    @Test
    void nothingIsFoundUnderAnUnknownId() throws Exception {
        offered();

        assertThat(get(queue().find(newId()))).isEmpty();
    }

    @Test
    void anIdIsTakenOnceAndTheOthersOfTheSameMomentAreAccepted() throws Exception {
        Invocation first = offered();
        Invocation second = call("receipt", "k_1");

        var again = queue().offer(new Submission(first));
        var other = queue().offer(new Submission(second));

        assertThatThrownBy(() -> get(again))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(first.id());
        assertThat(get(other)).isEqualTo(Admission.ACCEPTED);
        assertThat(get(queue().list(any(10)))).hasSize(2);
    }

    @Test
    void aFullQueueRefusesUntilThereIsRoomAgain() throws Exception {
        queue(QueueLimits.DEFAULT.withMaxQueued(3));
        Invocation first = offered();
        offered();
        Lease lease = claimOne("w");
        offered();

        Invocation refused = call("receipt", "k_1");
        assertThat(offer(refused)).isEqualTo(Admission.FULL);
        assertThat(get(queue().find(refused.id()))).isEmpty();

        settle(lease, ended(InvocationStatus.SUCCEEDED));
        assertThat(lease.id()).isEqualTo(first.id());
        assertThat(offer(refused)).isEqualTo(Admission.ACCEPTED);
    }

    @Test
    void whatASettlementAddsAndWhatIsReplayedIsTakenByAFullQueue() throws Exception {
        queue(QueueLimits.DEFAULT.withMaxQueued(1));
        Invocation dead = in(InvocationStatus.DEAD);
        offered();
        Lease lease = claimOne("w");
        Invocation next = invocation(Kind.CALLBACK, "receipt", "k_1", new byte[0]);

        assertThat(get(queue().replay(dead.id()))).isTrue();
        assertThat(settle(
                        lease,
                        new Settlement(InvocationStatus.QUEUED, Duration.ZERO, answered(500), new Submission(next))))
                .isTrue();

        assertThat(claimAll("w")).hasSize(3);
    }

    // Time

    @Test
    void thoseThatAreDueEarlierGoFirst() throws Exception {
        Invocation late = call("receipt", "k_1");
        get(queue().offer(new Submission(late, Duration.ofSeconds(20), null)));
        Invocation first = offered();
        Invocation second = offered();
        pass(Duration.ofSeconds(40));
        Invocation third = offered();

        assertThat(ids(claimAll("w"))).containsExactly(first.id(), second.id(), late.id(), third.id());
    }

    @Test
    void aDelayedOneIsNotClaimedBeforeItsTime() throws Exception {
        Invocation delayed = call("receipt", "k_1");
        get(queue().offer(new Submission(delayed, Duration.ofSeconds(60), null)));

        InvocationState state = state(delayed);
        assertThat(state.dueAt()).isEqualTo(state.acceptedAt().plusSeconds(60));
        assertThat(claimAll("w")).isEmpty();
        pass(Duration.ofSeconds(40));
        assertThat(claimAll("w")).isEmpty();
        pass(Duration.ofSeconds(21));
        assertThat(ids(claimAll("w"))).containsExactly(delayed.id());
    }

    @Test
    void aRetryIsNotClaimedBeforeItsTime() throws Exception {
        Invocation invocation = offered();
        settle(claimOne("w"), again(Duration.ofSeconds(60)));

        assertThat(status(invocation)).isEqualTo(InvocationStatus.QUEUED);
        assertThat(claimAll("w")).isEmpty();
        pass(Duration.ofSeconds(61));
        assertThat(claimAll("w"))
                .singleElement()
                .satisfies(lease -> assertThat(lease.attempt()).isEqualTo(2))
                .satisfies(lease -> assertThat(lease.attemptInSeries()).isEqualTo(2));
    }

    @Test
    void aClockThatJumpsAheadLosesNothing() throws Exception {
        Invocation waiting = call("receipt", "k_1");
        get(queue().offer(new Submission(waiting, HOUR.dividedBy(2), null)));
        Invocation running = offered();
        Lease lease = claimOne("w");

        pass(HOUR);

        assertThat(ids(get(queue().claim(claim("w", MANY, List.of(lease)))))).containsExactly(waiting.id());
        assertThat(renew(lease)).isEmpty();
        assertThat(settle(lease, ended(InvocationStatus.SUCCEEDED))).isTrue();
        assertThat(status(running)).isEqualTo(InvocationStatus.SUCCEEDED);
    }

    @Test
    void aClockThatIsPutBackHoldsNothingUp() throws Exception {
        offered();
        Lease abandoned = claimOne("killed");
        Invocation waiting = offered();
        Invocation delayed = call("receipt", "k_1");
        get(queue().offer(new Submission(delayed, Duration.ofSeconds(60), null)));

        pass(HOUR.negated());
        tidyAll();

        List<Lease> running = claimAll("w");
        assertThat(ids(running)).containsExactly(waiting.id());
        pass(Duration.ofSeconds(31));
        assertThat(ids(get(queue().claim(claim("w", MANY, running))))).containsExactly(abandoned.id());
        pass(Duration.ofSeconds(31));
        assertThat(ids(claimAll("w"))).contains(delayed.id());
    }

    // Leases

    @Test
    void whatIsLeasedIsClaimedByNobodyElseUntilTheLeaseEnds() throws Exception {
        Invocation invocation = offered();
        Lease first = claimOne("a");
        assertThat(first.attempt()).isEqualTo(1);
        assertThat(status(invocation)).isEqualTo(InvocationStatus.RUNNING);

        assertThat(get(elsewhere().claim(claim("b", MANY, List.of())))).isEmpty();
        pass(LEASE.minusSeconds(10));
        assertThat(get(elsewhere().claim(claim("b", MANY, List.of())))).isEmpty();
        pass(Duration.ofSeconds(11));

        assertThat(get(elsewhere().claim(claim("b", MANY, List.of()))))
                .singleElement()
                .satisfies(lease -> assertThat(lease.id()).isEqualTo(invocation.id()))
                .satisfies(lease -> assertThat(lease.attempt()).isEqualTo(2))
                .satisfies(lease -> assertThat(lease.worker()).isEqualTo("b"));
    }

    @Test
    void aLeaseThatIsRenewedLastsLonger() throws Exception {
        offered();
        Lease lease = claimOne("a");
        pass(LEASE.minusSeconds(10));

        assertThat(renew(lease)).isEmpty();

        pass(LEASE.minusSeconds(10));
        assertThat(get(elsewhere().claim(claim("b", MANY, List.of())))).isEmpty();
        pass(Duration.ofSeconds(11));
        assertThat(get(elsewhere().claim(claim("b", MANY, List.of())))).hasSize(1);
    }

    @Test
    void aLeaseThatHasEndedIsRenewedIfNobodyClaimedItYet() throws Exception {
        offered();
        Lease lease = claimOne("a");
        pass(HOUR);

        assertThat(renew(lease)).isEmpty();

        assertThat(get(elsewhere().claim(claim("b", MANY, List.of())))).isEmpty();
    }

    @Test
    void aLostLeaseIsTold() throws Exception {
        offered();
        Lease lost = claimOne("a");
        pass(HOUR);
        Lease taken = claimOne("b");
        offered();
        Lease kept = claimOne("a");
        assertThat(taken.id()).isEqualTo(lost.id());

        assertThat(renew(lost, kept)).containsExactly(lost);
        assertThat(renew(lost)).containsExactly(lost);
        assertThat(renew()).isEmpty();
        assertThat(renew(taken)).isEmpty();
    }

    @Test
    void whatItsOwnWorkerRunsIsNotClaimedAgainThoughTheLeaseLooksEnded() throws Exception {
        offered();
        Invocation other = offered();
        Lease running = claimOne("a");
        pass(HOUR);

        assertThat(ids(get(queue().claim(claim("a", MANY, List.of(running)))))).containsExactly(other.id());
    }

    @Test
    void whatItsOwnWorkerNeverHeardOfIsClaimedAgain() throws Exception {
        Invocation invocation = offered();
        claimOne("a"); // the answer is lost on its way
        pass(HOUR);

        assertThat(ids(claimAll("a"))).containsExactly(invocation.id());
    }

    @Test
    void whatALateWorkerSaysChangesNothing() throws Exception {
        Invocation invocation = offered();
        Lease late = claimOne("a");
        pass(HOUR);
        Lease current = claimOne("b");
        Invocation next = call("next", "k_1");

        assertThat(settle(
                        late,
                        new Settlement(InvocationStatus.SUCCEEDED, Duration.ZERO, answered(299), new Submission(next))))
                .isFalse();
        assertThat(status(invocation)).isEqualTo(InvocationStatus.RUNNING);
        assertThat(state(invocation).last()).isNull();
        assertThat(get(queue().find(next.id()))).isEmpty();

        assertThat(settle(current, ended(InvocationStatus.FAILED))).isTrue();
        assertThat(settle(late, ended(InvocationStatus.SUCCEEDED))).isFalse();
        assertThat(status(invocation)).isEqualTo(InvocationStatus.FAILED);
    }

    @Test
    void aWorkerThatGotItAgainIsNotTakenForItselfBefore() throws Exception {
        offered();
        Lease late = claimOne("a");
        pass(HOUR);
        Lease current = claimOne("a");

        assertThat(settle(late, ended(InvocationStatus.DEAD))).isFalse();
        assertThat(renew(late)).containsExactly(late);
        assertThat(settle(current, ended(InvocationStatus.SUCCEEDED))).isTrue();
    }

    // How attempts end

    @Test
    void whatWasAnsweredIsKept() throws Exception {
        Invocation invocation = offered();
        byte[] body = {0, -1, 7};
        Headers headers = new Headers()
                .add("x-name", "\u00e9\u4e2d")
                .add("set-cookie", "a")
                .add("set-cookie", "b");
        Outcome outcome = new Outcome(
                new Outcome.Response(503, headers, body, true), null, "it is\nclosed \u2026", Duration.ofMillis(1_234));

        assertThat(settle(claimOne("w"), new Settlement(InvocationStatus.DEAD, Duration.ZERO, outcome, null)))
                .isTrue();

        InvocationState state = get(elsewhere().find(invocation.id())).orElseThrow();
        assertThat(state.status()).isEqualTo(InvocationStatus.DEAD);
        assertThat(state.attempts()).isEqualTo(1);
        assertThat(state.dueAt()).isNull();
        assertThat(state.endedAt()).isAfterOrEqualTo(state.acceptedAt());
        assertThat(state.last())
                .usingRecursiveComparison()
                .ignoringFields("response.headers")
                .isEqualTo(outcome);
        assertThat(response(state).headers()).hasToString(headers.toString());
        assertThat(claimAll("w")).isEmpty();
    }

    @Test
    void anErrorIsKept() throws Exception {
        Invocation invocation = offered();
        Outcome outcome = new Outcome(null, "function_timeout", null, Duration.ofSeconds(30));

        settle(claimOne("w"), new Settlement(InvocationStatus.QUEUED, Duration.ZERO, outcome, null));

        assertThat(state(invocation).last()).isEqualTo(outcome);
        Lease second = claimOne("w");
        settle(second, Settlement.RELEASED);
        assertThat(state(invocation).last()).as("what said nothing").isEqualTo(outcome);
    }

    @Test
    void whatIsReleasedIsThereAtOnceAndWasNoAttemptOfItsSeries() throws Exception {
        offered();
        settle(claimOne("a"), again(Duration.ZERO));
        Lease second = claimOne("a");
        assertThat(settle(second, Settlement.RELEASED)).isTrue();

        Lease third = claimOne("b");

        assertThat(third.attempt()).isEqualTo(3);
        assertThat(third.attemptInSeries()).isEqualTo(2);
        assertThat(settle(second, ended(InvocationStatus.DEAD))).isFalse();
    }

    @Test
    void whatFollowsFromASettlementIsQueuedWithIt() throws Exception {
        Invocation invocation = offered();
        offered();
        List<Lease> leases = claimAll("w");
        Invocation now = invocation(Kind.CALLBACK, "receipt", "k_1", new byte[] {1});
        Invocation later = invocation(Kind.CALLBACK, "receipt", "k_1", new byte[] {2});
        settle(
                leases.get(0),
                new Settlement(InvocationStatus.SUCCEEDED, Duration.ZERO, answered(200), new Submission(now)));
        settle(
                leases.get(1),
                new Settlement(
                        InvocationStatus.SUCCEEDED,
                        Duration.ZERO,
                        answered(200),
                        new Submission(later, Duration.ofSeconds(60), null)));

        assertThat(status(invocation)).isEqualTo(InvocationStatus.SUCCEEDED);
        assertThat(ids(claimAll("w"))).containsExactly(now.id());
        assertThat(state(later).dueAt()).isNotNull();
    }

    // News

    @Test
    void listenersHearOfWhatIsReadyAndNotOfWhatIsNot() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        queue().onReady(calls::incrementAndGet);
        Invocation delayed = call("receipt", "k_1");
        get(queue().offer(new Submission(delayed, HOUR, null)));
        get(queue().discard(delayed.id()));
        assertThat(claimAll("w")).isEmpty();
        assertThat(calls).hasValue(0);

        heard(calls, this::offered);
        Lease lease = claimOne("w");
        heard(calls, () -> settle(lease, again(Duration.ZERO)));
        Lease second = claimOne("w");
        heard(calls, () -> settle(second, ended(InvocationStatus.DEAD)), () -> get(queue().replay(lease.id())));
        Submission next = new Submission(call("next", "k_1"));
        Lease third = claimOne("w");
        heard(calls, () -> settle(third, new Settlement(InvocationStatus.DEAD, Duration.ZERO, answered(500), next)));
        heard(calls, () -> get(queue().replayDead()));
    }

    /** The last step is heard of, before the listener is asked for the next time. */
    private static void heard(AtomicInteger calls, Step... steps) throws Exception {
        for (Step step : steps) {
            calls.set(0);
            step.run();
        }
        await().until(() -> calls.get() > 0);
    }

    /** Something that is done to the queue. */
    @FunctionalInterface
    private interface Step {
        Object run() throws Exception;
    }

    @Test
    void aClosedQueueTakesNothing() throws Exception {
        Invocation before = offered();
        assertThat(elsewhere()).isNotNull();
        queue().close();
        queue().close();

        assertThatThrownBy(() -> offered()).isInstanceOf(ExecutionException.class);
        assertThatThrownBy(() -> get(queue().claim(new Claim("w", LEASE, 1, 1, List.of()))))
                .isInstanceOf(ExecutionException.class);
        assertThat(before.body()).isEqualTo("{}".getBytes(StandardCharsets.UTF_8));
    }
}

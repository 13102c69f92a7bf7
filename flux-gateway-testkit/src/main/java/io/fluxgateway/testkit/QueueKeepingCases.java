package io.fluxgateway.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxgateway.invocation.Admission;
import io.fluxgateway.invocation.Idempotency;
import io.fluxgateway.invocation.Invocation;
import io.fluxgateway.invocation.Invocation.Kind;
import io.fluxgateway.invocation.InvocationFilter;
import io.fluxgateway.invocation.InvocationState;
import io.fluxgateway.invocation.InvocationStatus;
import io.fluxgateway.invocation.Lease;
import io.fluxgateway.invocation.Outcome;
import io.fluxgateway.invocation.QueueLimits;
import io.fluxgateway.invocation.QueueStats;
import io.fluxgateway.invocation.Submission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is done with invocations by hand, and how long they are kept: a part of {@link InvocationQueueContract}. */
abstract class QueueKeepingCases extends QueueCases {
    static final int TIMEOUT_SECONDS = 180;

    // Idempotency

    private Admission offer(Invocation invocation, Idempotency idempotency) throws Exception {
        return get(queue().offer(new Submission(invocation, Duration.ZERO, idempotency)));
    }

    @Test
    void aRepeatedRequestGetsTheFirstInvocation() throws Exception {
        Invocation first = call("receipt", "k_1");
        Invocation repeated = call("receipt", "k_1");

        assertThat(offer(first, idempotency("key", "content"))).isEqualTo(Admission.ACCEPTED);
        assertThat(offer(repeated, idempotency("key", "content")))
                .isEqualTo(new Admission.Repeated(first.id(), first.requestId()));
        assertThat(get(elsewhere().offer(new Submission(repeated, Duration.ZERO, idempotency("key", "content")))))
                .isEqualTo(new Admission.Repeated(first.id(), first.requestId()));

        assertThat(get(queue().find(repeated.id()))).isEmpty();
        settle(claimOne("w"), ended(InvocationStatus.SUCCEEDED));
        assertThat(offer(repeated, idempotency("key", "content")))
                .as("when it has ended")
                .isEqualTo(new Admission.Repeated(first.id(), first.requestId()));
    }

    @Test
    void ofManyRepeatedAtTheSameMomentOneIsAccepted() throws Exception {
        List<Invocation> invocations = new ArrayList<>();
        List<CompletionStage<Admission>> offers = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            Invocation invocation = call("receipt", "k_1");
            invocations.add(invocation);
            offers.add((i % 2 == 0 ? queue() : elsewhere())
                    .offer(new Submission(invocation, Duration.ZERO, idempotency("key", "content"))));
        }
        List<Admission> admissions = new ArrayList<>();
        for (var offer : offers) {
            admissions.add(get(offer));
        }

        assertThat(admissions).containsOnlyOnce(Admission.ACCEPTED);
        Invocation first = invocations.get(admissions.indexOf(Admission.ACCEPTED));
        assertThat(Collections.frequency(admissions, new Admission.Repeated(first.id(), first.requestId())))
                .isEqualTo(49);
        assertThat(ids(claimAll("w"))).containsExactly(first.id());
    }

    @Test
    void otherContentUnderTheSameKeyIsAConflict() throws Exception {
        offer(call("receipt", "k_1"), idempotency("key", "content"));
        Invocation other = call("receipt", "k_1");

        assertThat(offer(other, idempotency("key", "other content"))).isEqualTo(Admission.CONFLICT);

        assertThat(get(queue().find(other.id()))).isEmpty();
    }

    @Test
    void otherKeysAreOtherRequests() throws Exception {
        offer(call("receipt", "k_1"), idempotency("key", "content"));

        assertThat(offer(call("receipt", "k_1"), idempotency("other key", "content")))
                .isEqualTo(Admission.ACCEPTED);
        assertThat(offer(call("receipt", "k_1"))).isEqualTo(Admission.ACCEPTED);
    }

    @Test
    void anIdempotencyKeyIsForgottenAfterItsWindow() throws Exception {
        queue(QueueLimits.DEFAULT.withIdempotencyWindow(HOUR));
        offer(call("receipt", "k_1"), idempotency("key", "content"));
        pass(HOUR.minusSeconds(20));
        assertThat(offer(call("receipt", "k_1"), idempotency("key", "content"))).isInstanceOf(Admission.Repeated.class);
        pass(Duration.ofSeconds(21));

        Invocation second = call("receipt", "k_1");
        assertThat(offer(second, idempotency("key", "other content"))).isEqualTo(Admission.ACCEPTED);

        tidyAll();
        assertThat(offer(call("receipt", "k_1"), idempotency("key", "other content")))
                .isEqualTo(new Admission.Repeated(second.id(), second.requestId()));
    }

    @Test
    void aFullQueueKnowsARepeatedRequestAndForgetsARefusedOne() throws Exception {
        queue(QueueLimits.DEFAULT.withMaxQueued(1));
        Invocation first = call("receipt", "k_1");
        offer(first, idempotency("key", "content"));

        assertThat(offer(call("receipt", "k_1"), idempotency("key", "content")))
                .isEqualTo(new Admission.Repeated(first.id(), first.requestId()));
        assertThat(offer(call("receipt", "k_1"), idempotency("key 2", "content")))
                .isEqualTo(Admission.FULL);
        settle(claimOne("w"), ended(InvocationStatus.SUCCEEDED));
        assertThat(offer(call("receipt", "k_1"), idempotency("key 2", "content")))
                .isEqualTo(Admission.ACCEPTED);
    }

    // Replay

    @ParameterizedTest
    @EnumSource(InvocationStatus.class)
    void onlyWhatEndedWithoutSuccessIsReplayed(InvocationStatus status) throws Exception {
        Invocation invocation = in(status);
        boolean replayable = status == InvocationStatus.DEAD || status == InvocationStatus.FAILED;

        assertThat(get(elsewhere().replay(invocation.id()))).isEqualTo(replayable);

        assertThat(status(invocation)).isEqualTo(replayable ? InvocationStatus.QUEUED : status);
        assertThat(get(queue().replay(newId()))).isFalse();
    }

    @Test
    void aReplayIsANewSeriesOfAttemptsOfTheSameInvocation() throws Exception {
        Invocation invocation = offered();
        settle(claimOne("w"), again(Duration.ZERO));
        Lease second = claimOne("w");
        settle(second, ended(InvocationStatus.DEAD));

        get(queue().replay(invocation.id()));

        InvocationState state = state(invocation);
        assertThat(state.endedAt()).isNull();
        assertThat(state.attempts()).isEqualTo(2);
        assertThat(Objects.requireNonNull(state.last()).response())
                .extracting(Outcome.Response::status)
                .isEqualTo(500);
        Lease third = claimOne("w");
        assertThat(third.attempt()).isEqualTo(3);
        assertThat(third.attemptInSeries()).isEqualTo(1);
        assertThat(settle(second, ended(InvocationStatus.DEAD))).isFalse();
        settle(third, again(Duration.ZERO));
        assertThat(claimOne("w").attemptInSeries()).isEqualTo(2);
    }

    @Test
    void allDeadLettersAreReplayedAtOnceAndNothingElse() throws Exception {
        List<String> dead = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            dead.add(in(InvocationStatus.DEAD).id());
        }
        Invocation failed = in(InvocationStatus.FAILED);
        Invocation discarded = in(InvocationStatus.DISCARDED);

        assertThat(get(elsewhere().replayDead())).isEqualTo(5);

        assertThat(ids(claimAll("w"))).containsExactlyInAnyOrderElementsOf(dead);
        assertThat(status(failed)).isEqualTo(InvocationStatus.FAILED);
        assertThat(status(discarded)).isEqualTo(InvocationStatus.DISCARDED);
        assertThat(get(queue().replayDead())).isZero();
    }

    // Discarding

    @ParameterizedTest
    @EnumSource(InvocationStatus.class)
    void whatHasNotSucceededIsGivenUpOnce(InvocationStatus status) throws Exception {
        Invocation invocation = in(status);
        boolean discardable = status != InvocationStatus.SUCCEEDED && status != InvocationStatus.DISCARDED;

        assertThat(get(elsewhere().discard(invocation.id()))).isEqualTo(discardable);

        assertThat(status(invocation))
                .isEqualTo(
                        discardable
                                ? InvocationStatus.DISCARDED
                                : InvocationStatus.SUCCEEDED == status ? status : InvocationStatus.DISCARDED);
        assertThat(state(invocation).endedAt()).isNotNull();
        assertThat(get(queue().discard(invocation.id()))).isFalse();
        assertThat(get(queue().discard(newId()))).isFalse();
        pass(HOUR);
        assertThat(claimAll("w")).isEmpty();
    }

    @Test
    void whatIsGivenUpWhileItRunsLosesItsLeaseAndItsResult() throws Exception {
        Invocation invocation = offered();
        Lease lease = claimOne("w");

        get(elsewhere().discard(invocation.id()));

        assertThat(renew(lease)).containsExactly(lease);
        assertThat(settle(lease, ended(InvocationStatus.SUCCEEDED))).isFalse();
        assertThat(status(invocation)).isEqualTo(InvocationStatus.DISCARDED);
        assertThat(state(invocation).last()).isNull();
    }

    // What is kept

    @ParameterizedTest
    @EnumSource(InvocationStatus.class)
    void onlyWhatEndedLongAgoIsForgotten(InvocationStatus status) throws Exception {
        queue(QueueLimits.DEFAULT.withRetention(Duration.ofDays(1)).withDeadRetention(Duration.ofDays(2)));
        Invocation invocation = in(status);
        boolean dead = status == InvocationStatus.DEAD;

        pass(Duration.ofHours(23));
        assertThat(tidyAll()).isZero();
        assertThat(status(invocation)).isEqualTo(status);
        pass(Duration.ofHours(2));
        assertThat(tidyAll()).isEqualTo(status.isFinal() && !dead ? 1 : 0);
        assertThat(get(queue().find(invocation.id())).isPresent()).isEqualTo(!status.isFinal() || dead);
        pass(Duration.ofHours(24));
        assertThat(tidyAll()).isEqualTo(dead ? 1 : 0);
        assertThat(get(queue().find(invocation.id())).isPresent()).isEqualTo(!status.isFinal());
    }

    @Test
    void ofThoseThatEndedTheLastAreKeptAndDeadLettersBesides() throws Exception {
        queue(QueueLimits.DEFAULT.withMaxEnded(3));
        List<String> dead = new ArrayList<>();
        List<String> ended = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            dead.add(in(InvocationStatus.DEAD).id());
            pass(Duration.ofSeconds(1));
            ended.add(in(i % 2 == 0 ? InvocationStatus.SUCCEEDED : InvocationStatus.FAILED)
                    .id());
            pass(Duration.ofSeconds(1));
        }
        offered();

        tidyAll();

        List<String> kept = get(queue().list(any(MANY))).stream()
                .filter(state -> state.status().isFinal())
                .map(state -> state.invocation().id())
                .toList();
        assertThat(kept)
                .containsExactly(ended.get(4), dead.get(4), ended.get(3), dead.get(3), ended.get(2), dead.get(2));
    }

    @Test
    void whatIsReplayedAndEndsAgainIsKeptFromThenOn() throws Exception {
        queue(QueueLimits.DEFAULT.withRetention(Duration.ofDays(1)).withDeadRetention(Duration.ofDays(1)));
        Invocation invocation = in(InvocationStatus.DEAD);
        pass(Duration.ofHours(20));
        get(queue().replay(invocation.id()));
        settle(claimOne("w"), ended(InvocationStatus.SUCCEEDED));
        pass(Duration.ofHours(20));

        assertThat(tidyAll()).isZero();
        assertThat(status(invocation)).isEqualTo(InvocationStatus.SUCCEEDED);
    }

    // Looking

    @Test
    void theLastAcceptedAreListedFirstWithoutBodies() throws Exception {
        Invocation first = offered("receipt", "k_1");
        Invocation second = offered("order", "k_2");
        settle(claimOne("w"), ended(InvocationStatus.DEAD));
        Invocation third = offered("receipt", "k_3");

        List<InvocationState> states = get(elsewhere().list(any(10)));

        assertThat(states)
                .extracting(state -> state.invocation().id())
                .containsExactly(third.id(), second.id(), first.id());
        assertThat(states)
                .allSatisfy(state -> assertThat(state.invocation().body()).isEmpty());
        InvocationState dead = states.stream()
                .filter(state -> state.status() == InvocationStatus.DEAD)
                .findFirst()
                .orElseThrow();
        assertThat(Objects.requireNonNull(dead.last()).response()).satisfies(response -> {
            assertThat(response.status()).isEqualTo(500);
            assertThat(response.body()).isEmpty();
        });
        assertThat(get(queue().list(any(2))))
                .extracting(state -> state.invocation().id())
                .containsExactly(third.id(), second.id());
    }

    @Test
    void theListIsFiltered() throws Exception {
        Invocation dead = in(InvocationStatus.DEAD);
        Invocation queued = offered("order", "k_1");
        Invocation callback = invocation(Kind.CALLBACK, "order", "k_1", new byte[0]);
        offer(callback);

        assertThat(listed(new InvocationFilter(InvocationStatus.DEAD, null, "", 10)))
                .containsExactly(dead.id());
        assertThat(listed(new InvocationFilter(InvocationStatus.RUNNING, null, "", 10)))
                .isEmpty();
        assertThat(listed(new InvocationFilter(null, "order", "", 10))).containsExactly(callback.id(), queued.id());
        assertThat(listed(new InvocationFilter(InvocationStatus.DEAD, "order", "", 10)))
                .isEmpty();
        String prefix = queued.id().substring(0, 12);
        assertThat(listed(new InvocationFilter(null, null, prefix, 10))).containsExactly(queued.id());
        assertThat(listed(new InvocationFilter(null, null, queued.id(), 10))).containsExactly(queued.id());
        assertThat(listed(new InvocationFilter(null, null, prefix + "zz", 10))).isEmpty();
        assertThat(listed(new InvocationFilter(null, null, "%", 10))).isEmpty();
    }

    private List<String> listed(InvocationFilter filter) throws Exception {
        return get(queue().list(filter)).stream()
                .map(state -> state.invocation().id())
                .toList();
    }

    @Test
    void whatIsInTheQueueIsCounted() throws Exception {
        assertThat(get(queue().stats())).isEqualTo(new QueueStats(0, 0, 0, null));
        in(InvocationStatus.DEAD);
        in(InvocationStatus.SUCCEEDED);
        in(InvocationStatus.RUNNING);
        get(queue().offer(new Submission(call("receipt", "k_1"), HOUR, null)));
        assertThat(get(queue().stats())).isEqualTo(new QueueStats(1, 1, 1, null));
        offered();
        pass(Duration.ofSeconds(20));
        offered();

        QueueStats stats = get(elsewhere().stats());

        assertThat(stats.queued()).isEqualTo(3);
        assertThat(stats.oldestDue()).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(40));
    }
}

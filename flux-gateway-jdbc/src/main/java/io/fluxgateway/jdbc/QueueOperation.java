package io.fluxgateway.jdbc;

import io.fluxgateway.invocation.Admission;
import io.fluxgateway.invocation.Idempotency;
import io.fluxgateway.invocation.InvocationStatus;
import io.fluxgateway.invocation.Lease;
import io.fluxgateway.invocation.Settlement;
import io.fluxgateway.invocation.Submission;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Something to be done to a queue, and who waits for it. What comes of it is set during a transaction, by the one thread that
 * writes, and told when that is committed.
 *
 * @param <T> what comes of it
 */
abstract sealed class QueueOperation<T> {
    private static final long USUAL_BYTES = 512;

    private final CompletableFuture<T> told = new CompletableFuture<>();
    private @Nullable T result;
    private @Nullable RuntimeException refusal;

    /** Completed once the transaction is over. */
    final CompletableFuture<T> told() {
        return told;
    }

    final void result(T value) {
        result = value;
    }

    /** What is wrong with it alone; the others of its transaction are done. */
    final void refuse(RuntimeException why) {
        refusal = why;
    }

    /** Whether the transaction has something for it already. */
    final boolean isDecided() {
        return result != null || refusal != null;
    }

    /** Takes back what a transaction set that came to nothing. */
    final void reset() {
        result = null;
        refusal = null;
    }

    final void tell() {
        T value = result;
        if (refusal != null) {
            told.completeExceptionally(refusal);
        } else if (value != null) {
            told.complete(value);
        } else {
            told.completeExceptionally(new IllegalStateException("nothing was done"));
        }
    }

    final void fail(Throwable why) {
        told.completeExceptionally(why);
    }

    /** About how much memory it takes. */
    long bytes() {
        return USUAL_BYTES;
    }

    /** Whether what came of it leaves something to claim at once. */
    final boolean leavesSomethingToClaim() {
        T value = result;
        return value != null && leavesSomethingToClaim(value);
    }

    boolean leavesSomethingToClaim(T value) {
        return false;
    }

    /** Takes an invocation. */
    static final class Offer extends QueueOperation<Admission> {
        final QueueRow row;
        final @Nullable Idempotency idempotency;

        Offer(Submission submission) {
            row = QueueRow.of(submission);
            idempotency = submission.idempotency();
        }

        @Override
        long bytes() {
            return USUAL_BYTES + row.bytes();
        }

        @Override
        boolean leavesSomethingToClaim(Admission admission) {
            return admission instanceof Admission.Accepted && row.delayMillis() == 0;
        }

        void refuseAsThere() {
            refuse(new IllegalArgumentException("invocation " + row.id() + ": it is in the queue already"));
        }
    }

    /** Claims. */
    static final class Claim extends QueueOperation<List<Lease>> {
        final io.fluxgateway.invocation.Claim claim;

        Claim(io.fluxgateway.invocation.Claim claim) {
            this.claim = claim;
        }
    }

    /** Renews leases. */
    static final class Renew extends QueueOperation<Set<Lease>> {
        final List<Lease> leases;
        final long millis;

        Renew(Collection<Lease> leases, Duration lease) {
            this.leases = List.copyOf(leases);
            this.millis = lease.toMillis();
        }
    }

    /** Says how an attempt ended. */
    static final class Settle extends QueueOperation<Boolean> {
        final Lease lease;
        final InvocationStatus status;
        final long delayMillis;
        final @Nullable OutcomeRow outcome;
        final @Nullable QueueRow next;

        Settle(Lease lease, Settlement settlement) {
            this.lease = lease;
            status = settlement.status();
            delayMillis = settlement.delay().toMillis();
            outcome = settlement.outcome() == null ? null : OutcomeRow.of(settlement.outcome());
            next = settlement.next() == null ? null : QueueRow.of(settlement.next());
        }

        /** Whether it is to be tried again. */
        boolean isAgain() {
            return status == InvocationStatus.QUEUED;
        }

        @Override
        long bytes() {
            return USUAL_BYTES + (outcome == null ? 0 : outcome.bytes()) + (next == null ? 0 : next.bytes());
        }

        @Override
        boolean leavesSomethingToClaim(Boolean settled) {
            return settled && ((isAgain() && delayMillis == 0) || (next != null && next.delayMillis() == 0));
        }
    }

    /** Runs one again that ended without success. */
    static final class Replay extends QueueOperation<Boolean> {
        final String id;

        Replay(String id) {
            this.id = id;
        }

        @Override
        boolean leavesSomethingToClaim(Boolean replayed) {
            return replayed;
        }
    }

    /** Runs all dead letters again. */
    static final class ReplayDead extends QueueOperation<Integer> {
        @Override
        boolean leavesSomethingToClaim(Integer replayed) {
            return replayed > 0;
        }
    }

    /** Gives one up. */
    static final class Discard extends QueueOperation<Boolean> {
        final String id;

        Discard(String id) {
            this.id = id;
        }
    }

    /** Forgets some, and mends times. */
    static final class Tidy extends QueueOperation<Integer> {
        final QueueFindings findings;
        private boolean mended;

        Tidy(QueueFindings findings) {
            this.findings = findings;
        }

        void mended(boolean any) {
            mended = any;
        }

        @Override
        boolean leavesSomethingToClaim(Integer forgotten) {
            return mended;
        }
    }
}

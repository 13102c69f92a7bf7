package io.fluxgateway.invocation;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An invocation in the {@link InMemoryInvocationQueue}, which guards it. Times are milliseconds since 1970. */
final class QueuedInvocation implements Comparable<QueuedInvocation> {
    private static final byte[] EMPTY = {};

    final long number;
    final Invocation invocation;
    final long acceptedAt;
    InvocationStatus status = InvocationStatus.QUEUED;
    int attempts;
    int attemptsBeforeSeries;
    /** When it is to run, or its lease ends. Not to be changed while it is in {@link DueInvocations}. */
    long dueAt;

    long dueSetAt;
    String worker = "";
    long endedAt;

    @Nullable
    Outcome last;

    /**
     * @param number grows with each one
     */
    QueuedInvocation(long number, Submission submission, long now) {
        this.number = number;
        this.invocation = submission.invocation();
        this.acceptedAt = now;
        waitUntil(now + submission.delay().toMillis(), now);
    }

    void waitUntil(long due, long now) {
        status = InvocationStatus.QUEUED;
        dueAt = due;
        dueSetAt = now;
    }

    void end(InvocationStatus how, long now) {
        status = how;
        endedAt = now;
    }

    /** Begins the next attempt. */
    Lease lease(String by, long until, long now) {
        status = InvocationStatus.RUNNING;
        attempts++;
        worker = by;
        dueAt = until;
        dueSetAt = now;
        return new Lease(invocation, by, attempts, attempts - attemptsBeforeSeries);
    }

    /** Whether a lease is the latest of it, and nobody ended it. */
    boolean isHeldBy(Lease lease) {
        return status == InvocationStatus.RUNNING && attempts == lease.attempt() && worker.equals(lease.worker());
    }

    /** Takes back what a clock was ahead when {@link #dueAt} was set. */
    void mend(long now) {
        long ahead = Math.max(0, dueSetAt - now);
        dueAt -= ahead;
        dueSetAt -= ahead;
    }

    InvocationState state() {
        return state(invocation, last);
    }

    InvocationState withoutBodies() {
        Invocation i = invocation;
        Outcome o = last;
        Outcome.Response response = o == null ? null : o.response();
        return state(
                new Invocation(
                        i.id(),
                        i.requestId(),
                        i.kind(),
                        i.function(),
                        i.keyId(),
                        i.path(),
                        i.query(),
                        i.params(),
                        i.headers(),
                        EMPTY,
                        i.callback()),
                o == null || response == null
                        ? o
                        : new Outcome(
                                new Outcome.Response(
                                        response.status(), response.headers(), EMPTY, response.truncated()),
                                o.error(),
                                o.detail(),
                                o.duration()));
    }

    private InvocationState state(Invocation shown, @Nullable Outcome outcome) {
        return new InvocationState(
                shown,
                status,
                attempts,
                Instant.ofEpochMilli(acceptedAt),
                status == InvocationStatus.QUEUED ? Instant.ofEpochMilli(dueAt) : null,
                status.isFinal() ? Instant.ofEpochMilli(endedAt) : null,
                outcome);
    }

    /** Those due earlier first. */
    @Override
    public int compareTo(QueuedInvocation other) {
        int byTime = Long.compare(dueAt, other.dueAt);
        return byTime != 0 ? byTime : Long.compare(number, other.number);
    }
}

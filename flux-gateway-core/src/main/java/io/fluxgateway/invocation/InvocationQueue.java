package io.fluxgateway.invocation;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * Keeps one project's invocations whose callers do not wait, from the moment that they are accepted until some time after
 * they ended. It decides nothing: who runs them, when to try again and when to give up is up to {@link InvocationWorkers}.
 *
 * <p>Any number of processes may use one queue at a time, if it outlives a process at all. An invocation that is claimed
 * is its claimer's until the lease ends, and may be claimed by another one then. What the former still says of it
 * changes nothing any more (fencing).
 *
 * <p>No method blocks. The stages complete exceptionally if the queue could not be read or written; what was to be
 * written is then not there, or at least nothing may be concluded from it being there. Thread-safe.
 */
public interface InvocationQueue extends AutoCloseable {
    /**
     * Takes an invocation. Once the stage completes with {@link Admission.Accepted} it is as safe as this queue makes it.
     * The stage fails with an {@link IllegalArgumentException} if one of the same ID is there already, and with any other
     * exception if it could not be stored.
     */
    CompletionStage<Admission> offer(Submission submission);

    /**
     * Leases invocations that are due: waiting ones whose time has come, and running ones whose lease has ended, those that
     * {@link Claim#running} names aside. Each counts as an attempt. Those of a claim that failed without a word, its outcome
     * being unknown, are claimed again when the lease ends.
     *
     * <p>Fair: functions take turns, and so do a function's keys, whoever of them has more in the queue. Within one
     * function and key those that are due earlier go first.
     */
    CompletionStage<List<Lease>> claim(Claim claim);

    /**
     * Makes leases last that long from now.
     *
     * @return those that are lost: others have claimed them, or they are there no more
     */
    CompletionStage<Set<Lease>> renew(Collection<Lease> leases, Duration lease);

    /**
     * Says how an attempt ended, and stores what follows from it in the same step.
     *
     * @return false if the lease was lost: then nothing was stored
     */
    CompletionStage<Boolean> settle(Lease lease, Settlement settlement);

    /** An invocation as it is now. */
    CompletionStage<Optional<InvocationState>> find(String id);

    /** The invocations that pass a filter, those accepted last first. Without request bodies and response bodies. */
    CompletionStage<List<InvocationState>> list(InvocationFilter filter);

    /**
     * Has an invocation that ended without success run again, with a new series of attempts, at once.
     *
     * @return false if there is none of that ID that is {@link InvocationStatus#DEAD} or {@link InvocationStatus#FAILED}
     */
    CompletionStage<Boolean> replay(String id);

    /**
     * Has all dead letters run again.
     *
     * @return how many there were
     */
    CompletionStage<Integer> replayDead();

    /**
     * Gives up an invocation that has not succeeded. One that runs just now runs to the end of its attempt, whose result
     * is not stored.
     *
     * @return false if there is none of that ID, or it succeeded or was given up before
     */
    CompletionStage<Boolean> discard(String id);

    /** What is in the queue. */
    CompletionStage<QueueStats> stats();

    /**
     * Forgets invocations that ended long ago, some at a time, and mends times that lie in the future because a clock was
     * put back. To be called now and then by each process that runs invocations.
     *
     * @return how many were forgotten; there may be more
     */
    CompletionStage<Integer> tidy();

    /**
     * Calls the listener, on any thread and soon, when there may be something to claim that this process itself put here.
     * What others put here is found by claiming now and then. The listener must not block.
     */
    void onReady(Runnable listener);

    /** Does nothing any more: every later call fails. What was accepted stays. Idempotent. */
    @Override
    void close();
}

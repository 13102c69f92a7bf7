package io.fluxgateway.invocation;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What follows from the end of an attempt.
 *
 * @param status  what the invocation is from now on; {@link InvocationStatus#QUEUED} to try again
 * @param delay   how long to wait before the next attempt; zero for a final status
 * @param outcome of the attempt; null if it was broken off and says nothing, as when its process ends: to be tried
 *                again, it does not count in its series then
 * @param next    another invocation to queue in the same step, whether or not there is room; null for none
 */
public record Settlement(
        InvocationStatus status,
        Duration delay,
        @Nullable Outcome outcome,
        @Nullable Submission next) {

    public Settlement {
        if (status == InvocationStatus.RUNNING || status == InvocationStatus.DISCARDED) {
            throw new IllegalArgumentException("status: " + status + " (expected: queued, succeeded, failed or dead)");
        }
        Submission.requireDelay(delay);
    }

    /** The attempt says nothing and was none of the invocation's: it is tried again at once, by whoever comes first. */
    public static final Settlement RELEASED = new Settlement(InvocationStatus.QUEUED, Duration.ZERO, null, null);
}

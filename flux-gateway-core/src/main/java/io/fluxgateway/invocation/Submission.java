package io.fluxgateway.invocation;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An invocation that is to be queued.
 *
 * @param delay       how long it waits at least before it runs, 365 days at most; zero to run at once
 * @param idempotency what makes it the same as an earlier one; null if nothing does
 */
public record Submission(
        Invocation invocation, Duration delay, @Nullable Idempotency idempotency) {

    /** What a queue can be asked to wait. */
    public static final Duration LONGEST_DELAY = Duration.ofDays(365);

    /** To run at once. */
    public Submission(Invocation invocation) {
        this(invocation, Duration.ZERO, null);
    }

    public Submission {
        requireDelay(delay);
    }

    static void requireDelay(Duration delay) {
        if (delay.isNegative() || delay.compareTo(LONGEST_DELAY) > 0) {
            throw new IllegalArgumentException("delay: " + delay + " (expected: 0 to 365 days)");
        }
    }
}

package io.fluxgateway.invocation;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An invocation that is to be queued.
 *
 * @param delay       how long it waits at least before it runs; zero to run at once
 * @param idempotency what makes it the same as an earlier one; null if nothing does
 */
public record Submission(
        Invocation invocation, Duration delay, @Nullable Idempotency idempotency) {

    /** To run at once. */
    public Submission(Invocation invocation) {
        this(invocation, Duration.ZERO, null);
    }

    public Submission {
        if (delay.isNegative()) {
            throw new IllegalArgumentException("delay: " + delay + " (expected: not negative)");
        }
    }
}

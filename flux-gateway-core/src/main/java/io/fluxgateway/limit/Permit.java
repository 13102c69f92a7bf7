package io.fluxgateway.limit;

import java.time.Duration;

/**
 * A rate limiter's answer.
 *
 * @param allowed   whether the request may go on
 * @param remaining whole tokens that are left now
 * @param nextToken how long until there is one token more
 */
public record Permit(boolean allowed, long remaining, Duration nextToken) {

    /** {@link #nextToken} in whole seconds, rounded up, at least 1: what {@code Retry-After} may say. */
    public long nextTokenSeconds() {
        long seconds = nextToken.getSeconds() + (nextToken.getNano() > 0 ? 1 : 0);
        return Math.max(1, seconds);
    }
}

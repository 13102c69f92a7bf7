package io.fluxgateway.limit;

import java.time.Duration;

/**
 * From when on requests are refused because there is too much to do.
 *
 * @param maxRequests            how many may be under way in the whole gateway, 1 or more
 * @param maxRequestsPerFunction how many may be under way in one function, waiting for it included, 1 or more. Calls of async
 *                               functions are not counted: the queue has bounds of its own
 * @param maxLag                 how long requests may wait until the host comes to them; if they wait longer, so many of them
 *                               are refused that the others need not. 1 ms or more; only hosts that can tell are so bound
 */
public record LoadLimits(int maxRequests, int maxRequestsPerFunction, Duration maxLag) {
    /** 10,000 requests, 1,000 of one function, a lag of 200 ms. */
    public static final LoadLimits DEFAULT = new LoadLimits(10_000, 1_000, Duration.ofMillis(200));

    public LoadLimits {
        requirePositive("maxRequests", maxRequests);
        requirePositive("maxRequestsPerFunction", maxRequestsPerFunction);
        if (maxLag.toMillis() < 1) {
            throw new IllegalArgumentException("maxLag: " + maxLag + " (expected: at least 1 ms)");
        }
    }

    public LoadLimits withMaxRequests(int most) {
        return new LoadLimits(most, maxRequestsPerFunction, maxLag);
    }

    public LoadLimits withMaxRequestsPerFunction(int most) {
        return new LoadLimits(maxRequests, most, maxLag);
    }

    public LoadLimits withMaxLag(Duration lag) {
        return new LoadLimits(maxRequests, maxRequestsPerFunction, lag);
    }

    private static void requirePositive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: at least 1)");
        }
    }
}

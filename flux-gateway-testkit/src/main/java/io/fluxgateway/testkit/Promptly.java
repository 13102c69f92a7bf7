package io.fluxgateway.testkit;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;

/**
 * Shows that a change is followed within a time, by a test that does not fail because its machine stood still for a moment.
 * Immutable, for any thread.
 */
public final class Promptly {
    private static final int ROUNDS = 5;
    private static final Duration AT_LAST = Duration.ofSeconds(30);

    private Promptly() {}

    /** Something that is changed for others to follow. */
    @FunctionalInterface
    public interface Change {
        /**
         * Makes it.
         *
         * @param round 0 for the first time, then 1, 2 and so on, for names and values that are new each time
         * @return tells whether it was followed
         */
        Callable<Boolean> make(int round) throws Exception;
    }

    /**
     * Makes the change until it was followed in that time, five times at most. Each time it has to be followed within half a
     * minute.
     *
     * @throws AssertionError if it was never in time
     */
    public static void followed(Duration within, Change change) throws Exception {
        long fastest = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS && fastest > within.toNanos(); round++) {
            Callable<Boolean> isFollowed = change.make(round);
            long start = System.nanoTime();
            Awaitility.await()
                    .atMost(AT_LAST)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(5))
                    .until(isFollowed);
            fastest = Math.min(fastest, System.nanoTime() - start);
        }
        if (fastest > within.toNanos()) {
            throw new AssertionError(
                    "followed after " + Duration.ofNanos(fastest).toMillis() + " ms at the fastest of " + ROUNDS
                            + " times, not within " + within.toMillis());
        }
    }
}

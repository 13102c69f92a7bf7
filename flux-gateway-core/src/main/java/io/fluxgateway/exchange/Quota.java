package io.fluxgateway.exchange;

/**
 * How much may be asked: a token bucket of {@code burst} tokens, refilled evenly with {@code perMinute} tokens a minute.
 *
 * @param perMinute 1 to 10,000,000
 * @param burst     1 to 10,000,000, and at most what an hour refills
 */
public record Quota(long perMinute, long burst) {
    /** Most of either. */
    public static final long MAX = 10_000_000;

    private static final int MINUTES_AN_HOUR = 60;

    /**
     * @throws IllegalArgumentException naming the number that is out of range and what was expected
     */
    public Quota {
        if (perMinute < 1 || perMinute > MAX) {
            throw new IllegalArgumentException("perMinute: " + perMinute + " (expected: 1 to " + MAX + ")");
        }
        long most = maxBurst(perMinute);
        if (burst < 1 || burst > most) {
            throw new IllegalArgumentException("burst: " + burst + " (expected: 1 to " + most + ")");
        }
    }

    /** The largest burst that goes with a rate. */
    public static long maxBurst(long perMinute) {
        return Math.min(MAX, perMinute * MINUTES_AN_HOUR);
    }

    /**
     * With the usual burst: what two minutes refill, as the plans {@code free} and {@code pro} have it.
     *
     * @throws IllegalArgumentException naming the number if it is out of range, and what was expected
     */
    public static Quota perMinute(long perMinute) {
        return new Quota(perMinute, Math.max(1, Math.min(MAX, 2 * Math.min(perMinute, MAX))));
    }
}

package io.fluxgateway.limit;

import io.fluxgateway.exchange.Quota;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How much one API key may ask: a token bucket of {@code burst} tokens, refilled evenly with {@code perMinute} tokens a
 * minute.
 *
 * @param name      {@code [a-z0-9-]+}
 * @param perMinute as a {@link Quota} may have it
 * @param burst     as a {@link Quota} may have it
 */
public record Plan(String name, long perMinute, long burst) {
    /** A bucket that was not used for this long is full, whatever its plan. */
    static final Duration LONGEST_REFILL = Duration.ofHours(1);

    public static final Plan FREE = new Plan("free", 60, 120);
    public static final Plan PRO = new Plan("pro", 1_000, 2_000);
    public static final Plan TEAM = new Plan("team", 10_000, 30_000);

    private static final List<Plan> ALL = List.of(FREE, PRO, TEAM);

    public Plan {
        if (name.isEmpty() || !name.chars().allMatch(Plan::isNameCharacter)) {
            throw new IllegalArgumentException("plan name: \"" + name + "\" (expected: a-z, 0-9 and -)");
        }
        var unused = new Quota(perMinute, burst); // which checks them
    }

    private Plan(String name, Quota quota) {
        this(name, quota.perMinute(), quota.burst());
    }

    /** The plan {@code custom}: a project's own quota for each of its keys. */
    public static Plan custom(Quota quota) {
        return new Plan("custom", quota);
    }

    /** The plan {@code key}: the quota of one key, in place of its project's plan. */
    public static Plan ofKey(Quota quota) {
        return new Plan("key", quota);
    }

    private static boolean isNameCharacter(int c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    }

    /**
     * The plan of that name.
     *
     * @throws IllegalArgumentException if there is none; the message lists those there are
     */
    public static Plan named(String name) {
        for (Plan plan : ALL) {
            if (plan.name.equals(name)) {
                return plan;
            }
        }
        throw new IllegalArgumentException("plan: \"" + name + "\" (expected one of "
                + ALL.stream().map(Plan::name).collect(Collectors.joining(", ")) + ")");
    }

    /** Seconds that refill an empty bucket, rounded up. */
    public long windowSeconds() {
        return (burst * 60 + perMinute - 1) / perMinute;
    }

    /** Nanoseconds from one token to the next. */
    long nanosPerToken() {
        return Duration.ofMinutes(1).toNanos() / perMinute;
    }
}

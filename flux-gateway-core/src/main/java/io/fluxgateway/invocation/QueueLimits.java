package io.fluxgateway.invocation;

import java.time.Duration;

/**
 * What a project's queue holds at most, and for how long.
 *
 * @param maxQueued         how many may wait or run; with more, {@link InvocationQueue#offer} says {@link Admission#FULL}.
 *                          Retries, replays and what a settlement adds are never refused. At least 1
 * @param maxEnded          how many of those that ended are kept, and how many dead letters besides; those that ended first
 *                          are forgotten first. At least 1
 * @param retention         how long those that ended are kept, dead letters aside
 * @param deadRetention     how long dead letters are kept
 * @param idempotencyWindow how long a repeated request is known by its idempotency key
 */
public record QueueLimits(
        int maxQueued, int maxEnded, Duration retention, Duration deadRetention, Duration idempotencyWindow) {

    private static final Duration LONGEST = Duration.ofDays(3_650);

    /** 100,000 that wait or run; 1,000,000 that ended, for 3 days; dead letters for 30 days; idempotency keys for 24 hours. */
    public static final QueueLimits DEFAULT =
            new QueueLimits(100_000, 1_000_000, Duration.ofDays(3), Duration.ofDays(30), Duration.ofHours(24));

    public QueueLimits {
        requirePositive("maxQueued", maxQueued);
        requirePositive("maxEnded", maxEnded);
        requireReasonable("retention", retention);
        requireReasonable("deadRetention", deadRetention);
        requireReasonable("idempotencyWindow", idempotencyWindow);
    }

    public QueueLimits withMaxQueued(int most) {
        return new QueueLimits(most, maxEnded, retention, deadRetention, idempotencyWindow);
    }

    public QueueLimits withMaxEnded(int most) {
        return new QueueLimits(maxQueued, most, retention, deadRetention, idempotencyWindow);
    }

    public QueueLimits withRetention(Duration age) {
        return new QueueLimits(maxQueued, maxEnded, age, deadRetention, idempotencyWindow);
    }

    public QueueLimits withDeadRetention(Duration age) {
        return new QueueLimits(maxQueued, maxEnded, retention, age, idempotencyWindow);
    }

    public QueueLimits withIdempotencyWindow(Duration window) {
        return new QueueLimits(maxQueued, maxEnded, retention, deadRetention, window);
    }

    private static void requirePositive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: at least 1)");
        }
    }

    private static void requireReasonable(String name, Duration value) {
        if (value.toMillis() < 1 || value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: 1 ms to 3650 days)");
        }
    }
}

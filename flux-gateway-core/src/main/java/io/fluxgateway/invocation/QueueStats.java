package io.fluxgateway.invocation;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is in a queue.
 *
 * @param queued    how many wait
 * @param running   how many are leased
 * @param dead      how many dead letters there are
 * @param oldestDue how long the one that is due longest has waited beyond its time; null if none is due
 */
public record QueueStats(
        long queued, long running, long dead, @Nullable Duration oldestDue) {}

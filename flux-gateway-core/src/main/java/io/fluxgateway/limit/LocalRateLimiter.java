package io.fluxgateway.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.TokensInheritanceStrategy;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;

/**
 * Counts in the memory of this process. A bucket that was not used for an hour is forgotten, which loses nothing: it is
 * full by then. Beyond {@code maxKeys} buckets the least used are forgotten earlier.
 */
public final class LocalRateLimiter implements RateLimiter {
    public static final long DEFAULT_MAX_KEYS = 100_000;

    private final Cache<String, Counter> counters;
    private final TimeMeter clock;

    public LocalRateLimiter() {
        this(DEFAULT_MAX_KEYS, System::nanoTime);
    }

    /**
     * @param maxKeys   how many buckets are kept at the most
     * @param nanoClock monotonic time in nanoseconds
     */
    public LocalRateLimiter(long maxKeys, LongSupplier nanoClock) {
        if (maxKeys < 1) {
            throw new IllegalArgumentException("maxKeys: " + maxKeys + " (expected: at least 1)");
        }
        this.counters = Caffeine.newBuilder()
                .maximumSize(maxKeys)
                .expireAfterAccess(Plan.LONGEST_REFILL)
                .executor(Runnable::run) // its upkeep is short, and waking another thread for it is not
                .ticker(nanoClock::getAsLong)
                .build();
        this.clock = new NanoClock(nanoClock);
    }

    @Override
    public CompletionStage<Permit> acquire(String keyId, Plan plan) {
        Counter counter = counters.getIfPresent(keyId);
        if (counter == null) {
            counter = counters.get(keyId, id -> new Counter(plan, clock));
        }
        return CompletableFuture.completedFuture(counter.take(plan));
    }

    private static final class Counter {
        private final Bucket bucket;
        private volatile Plan plan;

        Counter(Plan plan, TimeMeter clock) {
            this.plan = plan;
            this.bucket = Bucket.builder()
                    .addLimit(
                            limit -> limit.capacity(plan.burst()).refillGreedy(plan.perMinute(), Duration.ofMinutes(1)))
                    .withCustomTimePrecision(clock)
                    .build();
        }

        Permit take(Plan current) {
            if (!current.equals(plan)) {
                change(current);
            }
            ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
            long nextToken = probe.isConsumed()
                    ? untilNextToken(probe.getNanosToWaitForReset(), current)
                    : probe.getNanosToWaitForRefill();
            return new Permit(probe.isConsumed(), probe.getRemainingTokens(), Duration.ofNanos(nextToken));
        }

        /** A new plan keeps the share of the bucket that is left, so that changing it is no way to a fresh quota. */
        private synchronized void change(Plan current) {
            if (!current.equals(plan)) {
                bucket.replaceConfiguration(
                        BucketConfiguration.builder()
                                .addLimit(limit -> limit.capacity(current.burst())
                                        .refillGreedy(current.perMinute(), Duration.ofMinutes(1)))
                                .build(),
                        TokensInheritanceStrategy.PROPORTIONALLY);
                plan = current;
            }
        }

        private static long untilNextToken(long nanosToFull, Plan plan) {
            long perToken = plan.nanosPerToken();
            long rest = nanosToFull % perToken;
            return rest == 0 ? perToken : rest;
        }
    }

    private record NanoClock(LongSupplier nanos) implements TimeMeter {
        @Override
        public long currentTimeNanos() {
            return nanos.getAsLong();
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    }
}

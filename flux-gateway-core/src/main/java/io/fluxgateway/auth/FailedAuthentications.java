package io.fluxgateway.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.fluxgateway.exchange.Quota;
import io.fluxgateway.http.HeaderNames;
import io.fluxgateway.http.IpAddress;
import io.fluxgateway.http.Problem;
import io.fluxgateway.http.Status;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How many requests with a bad credential each address may still send: a token bucket for each IPv4 address and each IPv6
 * network of 64 bits, which is what one customer of a provider has. What is kept is bounded; the addresses that failed longest
 * ago are forgotten first. Thread-safe.
 */
final class FailedAuthentications {
    private static final int MOST_ADDRESSES = 10_000;

    private final Quota quota;
    private final TimeMeter clock;
    private final Cache<String, Bucket> buckets;

    FailedAuthentications(Quota quota, TimeMeter clock) {
        this.quota = quota;
        this.clock = clock;
        this.buckets = Caffeine.newBuilder()
                .maximumSize(MOST_ADDRESSES)
                .expireAfterAccess(timeToRefill(quota))
                .ticker(clock::currentTimeNanos)
                .executor(Runnable::run)
                .build();
    }

    /** A full bucket is no other than a new one. */
    private static Duration timeToRefill(Quota quota) {
        return Duration.ofMinutes(1 + quota.burst() / quota.perMinute());
    }

    /** Whether that address may fail no more for now. */
    boolean isExhausted(@Nullable String address) {
        if (address == null || buckets.estimatedSize() == 0) {
            return false;
        }
        Bucket bucket = buckets.getIfPresent(IpAddress.networkOf(address));
        return bucket != null && bucket.getAvailableTokens() == 0;
    }

    /**
     * Counts a request that failed.
     *
     * @return 0, or after how many seconds the next one may
     */
    long failed(@Nullable String address) {
        if (address == null) {
            return 0;
        }
        Bucket bucket = buckets.get(IpAddress.networkOf(address), network -> newBucket());
        ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
        return probe.isConsumed() ? 0 : Math.max(1, ceilToSeconds(probe.getNanosToWaitForRefill()));
    }

    /**
     * Counts a request that is to be refused, unless its credential is valid elsewhere, which is no guess.
     *
     * @return how to refuse it: as given, or telling the address to wait
     */
    Problem answer(@Nullable String address, Problem refusal) {
        long seconds = refusal.status() == Status.UNAUTHORIZED ? failed(address) : 0;
        return seconds == 0 ? refusal : tooMany(seconds);
    }

    private static Problem tooMany(long seconds) {
        return Problem.of(
                        Status.TOO_MANY_REQUESTS,
                        "too_many_failed_authentications",
                        "Too many requests",
                        "Too many requests without a valid credential came from your address. Try again in " + seconds
                                + " s; those with a valid one are not held up.")
                .withHeader(HeaderNames.RETRY_AFTER, Long.toString(seconds));
    }

    private static long ceilToSeconds(long nanos) {
        return TimeUnit.NANOSECONDS.toSeconds(nanos + TimeUnit.SECONDS.toNanos(1) - 1);
    }

    private Bucket newBucket() {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(quota.burst()).refillGreedy(quota.perMinute(), Duration.ofMinutes(1)))
                .withCustomTimePrecision(clock)
                .build();
    }
}

package io.fluxgateway.limit;

import io.fluxgateway.exchange.AttributeKey;
import io.fluxgateway.exchange.Caller;
import io.fluxgateway.exchange.CommitHook;
import io.fluxgateway.exchange.Exchange;
import io.fluxgateway.exchange.Handled;
import io.fluxgateway.http.HeaderNames;
import io.fluxgateway.http.Problem;
import io.fluxgateway.http.Status;
import io.fluxgateway.middleware.Middleware;
import io.fluxgateway.middleware.Next;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Step 2: each key has the quota of its project's plan; over it, 429 with {@code Retry-After}.
 *
 * <p>Every authenticated response says where its key stands, in the {@code RateLimit-Policy} and {@code RateLimit} fields
 * of draft-ietf-httpapi-ratelimit-headers: quota is the burst, window the seconds that refill it, {@code t} the seconds
 * until one more request is allowed.
 */
public final class RateLimiting implements Middleware {
    private static final AttributeKey<RateLimitResult> RESULT = AttributeKey.of("rate limit");

    private final RateLimiter limiter;
    private final CommitHook fields = this::writeFields;
    private final Supplier<Plan> plan;

    private volatile @Nullable PolicyField policy;

    /**
     * @param plan the project's plan as it is now
     */
    public RateLimiting(RateLimiter limiter, Supplier<Plan> plan) {
        this.limiter = limiter;
        this.plan = plan;
    }

    @Override
    public Handled handle(Exchange exchange, Next next) throws Exception {
        Caller caller = exchange.caller();
        if (caller == null) {
            throw new IllegalStateException("rate limiting comes after authentication");
        }
        Plan current = plan.get();
        return exchange.await(
                limiter.acquire(caller.keyId(), current),
                (e, permit) -> decide(e, new RateLimitResult(current, permit), next));
    }

    private Handled decide(Exchange exchange, RateLimitResult result, Next next) {
        exchange.record(result);
        exchange.put(RESULT, result);
        exchange.beforeCommit(fields);
        return result.permit().allowed() ? next.proceed(exchange) : exchange.reject(tooMany(result));
    }

    private void writeFields(Exchange exchange) {
        RateLimitResult result = exchange.get(RESULT);
        if (result != null) {
            Plan plan = result.plan();
            exchange.setResponseHeader(HeaderNames.RATELIMIT_POLICY, policyOf(plan));
            exchange.setResponseHeader(
                    HeaderNames.RATELIMIT,
                    "\"" + plan.name() + "\";r=" + result.permit().remaining() + ";t="
                            + result.permit().nextTokenSeconds());
        }
    }

    /** Written anew only when the plan changes. */
    private String policyOf(Plan plan) {
        PolicyField known = policy;
        if (known == null || !known.plan.equals(plan)) {
            known = new PolicyField(plan, "\"" + plan.name() + "\";q=" + plan.burst() + ";w=" + plan.windowSeconds());
            policy = known;
        }
        return known.text;
    }

    private record PolicyField(Plan plan, String text) {}

    private static Problem tooMany(RateLimitResult result) {
        Plan plan = result.plan();
        long seconds = result.permit().nextTokenSeconds();
        return Problem.of(
                        Status.TOO_MANY_REQUESTS,
                        "rate_limited",
                        "Too many requests",
                        "This key has used up its quota (plan " + plan.name() + ": " + plan.perMinute()
                                + " requests a minute, bursts of " + plan.burst() + "). Try again in " + seconds
                                + " s.")
                .withHeader(HeaderNames.RETRY_AFTER, Long.toString(seconds));
    }
}

package io.fluxgateway.limit;

import io.fluxgateway.exchange.AttributeKey;
import io.fluxgateway.exchange.Caller;
import io.fluxgateway.exchange.CommitHook;
import io.fluxgateway.exchange.Exchange;
import io.fluxgateway.exchange.Handled;
import io.fluxgateway.http.HeaderNames;
import io.fluxgateway.http.Problem;
import io.fluxgateway.http.Status;
import io.fluxgateway.limit.Policies.Policy;
import io.fluxgateway.middleware.Middleware;
import io.fluxgateway.middleware.Next;
import java.util.function.Supplier;

/**
 * Step 2: each key has a quota of its own or that of its project's plan, each token's subject that of the plan for tokens; over it, 429 with {@code Retry-After}.
 *
 * <p>Every authenticated response says where its key stands, in the {@code RateLimit-Policy} and {@code RateLimit} fields
 * of draft-ietf-httpapi-ratelimit-headers: quota is the burst, window the seconds that refill it, {@code t} the seconds
 * until one more request is allowed.
 */
public final class RateLimiting implements Middleware {
    private static final AttributeKey<RateLimitResult> RESULT = AttributeKey.of("rate limit");

    private final RateLimiter limiter;
    private final CommitHook fields = this::writeFields;
    private final Policies policies;
    private final Policies tokenPolicies;

    /**
     * @param plan       the project's plan as it is now
     * @param tokensPlan that of each token's subject as it is now
     */
    public RateLimiting(RateLimiter limiter, Supplier<Plan> plan, Supplier<Plan> tokensPlan) {
        this.limiter = limiter;
        this.policies = new Policies(plan);
        this.tokenPolicies = new Policies(tokensPlan);
    }

    @Override
    public Handled handle(Exchange exchange, Next next) throws Exception {
        Caller caller = exchange.caller();
        if (caller == null) {
            throw new IllegalStateException("rate limiting comes after authentication");
        }
        Policy policy = (caller.token() == null ? policies : tokenPolicies).of(caller.quota());
        return exchange.await(
                limiter.acquire(caller.keyId(), policy.plan()),
                (e, permit) -> decide(e, new RateLimitResult(policy, permit), next));
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
            exchange.setResponseHeader(
                    HeaderNames.RATELIMIT_POLICY, result.policy().field());
            exchange.setResponseHeader(
                    HeaderNames.RATELIMIT,
                    "\"" + result.plan().name() + "\";r=" + result.permit().remaining() + ";t="
                            + result.permit().nextTokenSeconds());
        }
    }

    private static Problem tooMany(RateLimitResult result) {
        Plan plan = result.plan();
        long seconds = result.permit().nextTokenSeconds();
        return Problem.of(
                        Status.TOO_MANY_REQUESTS,
                        "rate_limited",
                        "Too many requests",
                        "This credential has used up its quota ("
                                + result.policy().words() + ": " + plan.perMinute()
                                + " requests a minute, bursts of " + plan.burst() + "). Try again in " + seconds
                                + " s.")
                .withHeader(HeaderNames.RETRY_AFTER, Long.toString(seconds));
    }
}

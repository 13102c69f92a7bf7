package io.fluxgateway.limit;

import io.fluxgateway.exchange.Decision;
import io.fluxgateway.exchange.Step;
import io.fluxgateway.limit.Policies.Policy;

/** What the limiter decided, for the trace. */
record RateLimitResult(Policy policy, Permit permit) implements Decision {
    Plan plan() {
        return policy.plan();
    }

    @Override
    public Step step() {
        return Step.RATE_LIMIT;
    }

    @Override
    public String outcome() {
        return permit.allowed() ? "ok" : "rate_limited";
    }

    @Override
    public String detail() {
        String left = permit.remaining() + "/" + plan().burst() + " left, " + policy.words();
        return permit.allowed() ? left : left + ", retry in " + permit.nextTokenSeconds() + " s";
    }
}

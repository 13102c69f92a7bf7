package io.fluxgateway.limit;

import io.fluxgateway.exchange.Decision;
import io.fluxgateway.exchange.Step;

/** What the limiter decided, for the trace. */
record RateLimitResult(Plan plan, Permit permit) implements Decision {
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
        String left = permit.remaining() + "/" + plan.burst() + " left, plan " + plan.name();
        return permit.allowed() ? left : left + ", retry in " + permit.nextTokenSeconds() + " s";
    }
}

package io.fluxgateway.invocation;

import io.fluxgateway.exchange.Decision;
import io.fluxgateway.exchange.Step;
import io.fluxgateway.function.FunctionStartException;

/** Why a function was not called, for the trace: no log line of it tells, because it never ran. */
record DispatchResult(String outcome, Throwable error) implements Decision {
    private static final int LONGEST_DETAIL = 1_000;

    @Override
    public Step step() {
        return Step.DISPATCH;
    }

    @Override
    public String detail() {
        String reason = error instanceof FunctionStartException ? String.valueOf(error.getMessage()) : "";
        return reason.substring(0, Math.min(reason.length(), LONGEST_DETAIL));
    }
}

package io.fluxgateway.cors;

import io.fluxgateway.exchange.Decision;
import io.fluxgateway.exchange.Step;

/** What was decided about an origin, for the trace. */
record CorsResult(String outcome, String detail) implements Decision {
    @Override
    public Step step() {
        return Step.CORS;
    }
}

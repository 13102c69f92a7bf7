package io.fluxgateway.auth;

import io.fluxgateway.exchange.Decision;
import io.fluxgateway.exchange.Step;
import org.jspecify.annotations.Nullable;

/** What authentication found out, for the trace. */
record AuthenticationResult(String outcome, @Nullable ApiKey key) implements Decision {
    @Override
    public Step step() {
        return Step.AUTHENTICATION;
    }

    @Override
    public String detail() {
        return key == null ? "" : "key " + key.name() + " (" + key.preview() + "...)";
    }
}

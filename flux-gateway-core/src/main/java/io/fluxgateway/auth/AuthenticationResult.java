package io.fluxgateway.auth;

import io.fluxgateway.exchange.Decision;
import io.fluxgateway.exchange.Step;
import org.jspecify.annotations.Nullable;

/**
 * What authentication found out, for the trace.
 *
 * @param outOfScope the function that the key may not call; null unless it was refused for that
 */
record AuthenticationResult(
        String outcome, @Nullable ApiKey key, @Nullable String outOfScope) implements Decision {
    AuthenticationResult(String outcome, @Nullable ApiKey key) {
        this(outcome, key, null);
    }

    @Override
    public Step step() {
        return Step.AUTHENTICATION;
    }

    @Override
    public String detail() {
        if (key == null) {
            return "";
        }
        String name = "key " + key.name() + " (" + key.preview() + "...)";
        return outOfScope == null ? name : name + " is not for " + outOfScope;
    }
}

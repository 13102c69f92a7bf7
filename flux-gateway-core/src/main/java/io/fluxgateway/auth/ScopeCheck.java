package io.fluxgateway.auth;

import io.fluxgateway.exchange.Caller;
import io.fluxgateway.exchange.Exchange;
import io.fluxgateway.http.Problem;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Whether a caller may use the function that a request is for.
 *
 * @param functions the name of that function; null if there is none. Asked only for callers that may not use all
 */
record ScopeCheck(Function<Exchange, @Nullable String> functions) {
    record Refusal(Problem problem, String function) {}

    @Nullable
    Refusal refusal(Exchange exchange, Caller caller) {
        if (caller.functions().isEmpty()) {
            return null;
        }
        String function = functions.apply(exchange);
        Problem problem = function == null ? null : caller.refusalFor(function);
        return function == null || problem == null ? null : new Refusal(problem, function);
    }
}

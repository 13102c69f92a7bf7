package io.fluxgateway.pipeline;

import io.fluxgateway.exchange.Exchange;
import io.fluxgateway.exchange.Handled;
import io.fluxgateway.http.Problem;
import io.fluxgateway.middleware.Middleware;
import io.fluxgateway.middleware.Next;

/** The rest of step 0: refuses a request whose framing or target cannot be trusted, before anything looks at it. */
public final class RequestCheck implements Middleware {
    @Override
    public Handled handle(Exchange exchange, Next next) {
        Problem refusal = exchange.refusal();
        if (refusal != null) {
            return exchange.reject(refusal);
        }
        exchange.path(); // throws, and remembers the normalised path
        return next.proceed(exchange);
    }
}

package io.fluxgateway.pipeline;

import io.fluxgateway.exchange.Exchange;
import io.fluxgateway.exchange.Handled;
import io.fluxgateway.middleware.Middleware;
import io.fluxgateway.middleware.Next;

/** The rest of step 0: refuses a request whose target cannot be trusted, before anything looks at it. */
public final class TargetCheck implements Middleware {
    @Override
    public Handled handle(Exchange exchange, Next next) {
        exchange.path(); // throws, and remembers the normalised path
        return next.proceed(exchange);
    }
}

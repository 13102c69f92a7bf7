package io.fluxgateway.middleware;

import io.fluxgateway.exchange.Exchange;
import io.fluxgateway.exchange.Handled;

/**
 * One step of every request: a function of the exchange and the rest of the pipeline. Shared by all requests, so
 * thread-safe; must not block (see {@link Exchange#offload}).
 */
@FunctionalInterface
public interface Middleware {
    /**
     * Ends the exchange, or passes it on with {@code next.proceed(exchange)}.
     *
     * @throws Exception anything; a {@link io.fluxgateway.http.ProblemException} is answered as its problem, all else
     *     as 500
     */
    Handled handle(Exchange exchange, Next next) throws Exception;
}

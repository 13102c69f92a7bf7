package io.fluxgateway.route;

import io.fluxgateway.exchange.Decision;
import io.fluxgateway.exchange.Exchange;
import io.fluxgateway.exchange.Handled;
import io.fluxgateway.exchange.Step;
import io.fluxgateway.http.ProblemException;
import io.fluxgateway.http.RequestPath;
import io.fluxgateway.middleware.Middleware;
import io.fluxgateway.middleware.Next;
import java.util.function.Supplier;

/**
 * {@link Unmatched#PASS_TO_HOST}: hands a request on to the application before any other step, if no function is deployed
 * at its path. A request that cannot be trusted is left to the step that refuses it.
 */
public final class PassUnmatched implements Middleware {
    private final Supplier<RouteTable> routes;

    /**
     * @param routes the routes as they are now
     */
    public PassUnmatched(Supplier<RouteTable> routes) {
        this.routes = routes;
    }

    @Override
    public Handled handle(Exchange exchange, Next next) {
        if (exchange.refusal() != null) {
            return next.proceed(exchange);
        }
        RequestPath path;
        try {
            path = exchange.path();
        } catch (ProblemException e) {
            return next.proceed(exchange);
        }
        if (routes.get().covers(path)) {
            return next.proceed(exchange);
        }
        exchange.record(Passed.ON);
        return exchange.proceedToHost();
    }

    private enum Passed implements Decision {
        ON;

        @Override
        public Step step() {
            return Step.ROUTE;
        }

        @Override
        public String outcome() {
            return "passed_to_host";
        }

        @Override
        public String detail() {
            return "nothing at this path, so the application answers";
        }
    }
}

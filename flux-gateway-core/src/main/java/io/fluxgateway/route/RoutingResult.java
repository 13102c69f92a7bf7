package io.fluxgateway.route;

import io.fluxgateway.exchange.Decision;
import io.fluxgateway.exchange.Step;
import io.fluxgateway.http.Method;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What routing decided, for the trace.
 *
 * @param route    that answers, or null
 * @param deployed the methods at the path, if no route answers
 * @param deployment number of the deployment; 0 if it is none
 */
record RoutingResult(@Nullable Route route, Set<Method> deployed, long deployment) implements Decision {
    static RoutingResult of(Route route, long deployment) {
        return new RoutingResult(route, Set.of(), deployment);
    }

    @Override
    public Step step() {
        return Step.ROUTE;
    }

    @Override
    public String outcome() {
        return route == null ? Routing.NOT_FOUND : "ok";
    }

    @Override
    public String detail() {
        return deployment == 0 ? decided() : decided() + ", deployment " + deployment;
    }

    private String decided() {
        if (route != null) {
            return route.method() + " " + route.pattern();
        }
        return deployed.isEmpty() ? "nothing at this path" : "only " + Routing.list(deployed) + " at this path";
    }
}

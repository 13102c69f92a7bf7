package io.fluxgateway.route;

import io.fluxgateway.exchange.AttributeKey;
import io.fluxgateway.exchange.Exchange;
import io.fluxgateway.exchange.Handled;
import io.fluxgateway.http.Method;
import io.fluxgateway.http.Problem;
import io.fluxgateway.http.RequestPath;
import io.fluxgateway.http.Status;
import io.fluxgateway.middleware.Middleware;
import io.fluxgateway.middleware.Next;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Step 3: finds the function that answers the method and path, and leaves it under {@link RouteMatch#ATTRIBUTE}.
 *
 * <p>404 if there is none, also where other methods are deployed: the problem then names them, in its {@code detail} and as
 * {@code methods}.
 */
public final class Routing implements Middleware {
    static final String NOT_FOUND = "route_not_found";

    /** Longest part of a path or method that is repeated in an answer, in characters. */
    private static final int MAX_ECHO = 200;

    /** The routes that a step before this one has decided by. */
    private static final AttributeKey<RouteTable> DECIDED_BY = AttributeKey.of("routes");

    private final Supplier<RouteTable> routes;

    /**
     * @param routes the routes as they are now
     */
    public Routing(Supplier<RouteTable> routes) {
        this.routes = routes;
    }

    /**
     * The name of the function that will answer, or null. The request stays with the routes of this moment: what is decided
     * by the name holds for the function that it reaches.
     */
    public @Nullable String function(Exchange exchange) {
        RouteTable table = routes.get();
        exchange.put(DECIDED_BY, table);
        RouteMatch match = table.find(exchange.method(), exchange.path());
        return match == null ? null : match.route().function().name();
    }

    @Override
    public Handled handle(Exchange exchange, Next next) {
        RouteTable decidedBy = exchange.get(DECIDED_BY);
        RouteTable table = decidedBy == null ? routes.get() : decidedBy;
        RequestPath path = exchange.path();
        RouteMatch match = table.find(exchange.method(), path);
        if (match == null) {
            return refuse(exchange, table, path);
        }
        exchange.record(RoutingResult.of(match.route(), table.deployment()));
        exchange.put(RouteMatch.ATTRIBUTE, match);
        return next.proceed(exchange);
    }

    private static Handled refuse(Exchange exchange, RouteTable table, RequestPath path) {
        Set<Method> deployed = table.methodsAt(path);
        exchange.record(new RoutingResult(null, deployed, table.deployment()));
        String request = shortened(exchange.methodName()) + " " + shortened(path.raw());
        Problem problem = Problem.of(
                Status.NOT_FOUND,
                NOT_FOUND,
                "Not found",
                "No function answers " + request + ". " + hint(table, path, deployed));
        return exchange.reject(deployed.isEmpty() ? problem : problem.with("methods", names(deployed)));
    }

    private static String hint(RouteTable table, RequestPath path, Set<Method> deployed) {
        if (!deployed.isEmpty()) {
            return "This path answers " + list(deployed) + ".";
        }
        String raw = path.raw();
        if (raw.length() > 1 && raw.endsWith("/")) {
            Set<Method> without = table.methodsAt(RequestPath.parse(raw.substring(0, raw.length() - 1)));
            if (!without.isEmpty()) {
                return "The path without its last \"/\" answers " + list(without) + ".";
            }
        }
        return "\"flux routes\" lists the routes that are deployed.";
    }

    static String list(Collection<Method> methods) {
        return methods.stream().map(Method::name).collect(Collectors.joining(", "));
    }

    private static List<String> names(Collection<Method> methods) {
        return methods.stream().map(Method::name).toList();
    }

    private static String shortened(String text) {
        return text.length() <= MAX_ECHO ? text : text.substring(0, MAX_ECHO) + "...";
    }
}

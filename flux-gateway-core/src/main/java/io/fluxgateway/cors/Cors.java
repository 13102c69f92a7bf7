package io.fluxgateway.cors;

import io.fluxgateway.exchange.Body;
import io.fluxgateway.exchange.CommitHook;
import io.fluxgateway.exchange.Exchange;
import io.fluxgateway.exchange.Handled;
import io.fluxgateway.http.HeaderNames;
import io.fluxgateway.http.Method;
import io.fluxgateway.http.RequestPath;
import io.fluxgateway.http.Status;
import io.fluxgateway.middleware.Middleware;
import io.fluxgateway.middleware.Next;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Step 4 (WHATWG Fetch, "CORS protocol"): answers preflights before anything asks for a credential, and gives every
 * response to an allowed origin its header fields just before it leaves, errors included.
 */
public final class Cors implements Middleware {
    private static final String MAX_AGE_SECONDS = "600";
    private static final String EXPOSED =
            "x-request-id, ratelimit, ratelimit-policy, retry-after, location, idempotency-replayed";
    private static final List<String> ALWAYS_ALLOWED_HEADERS = List.of("authorization", "content-type");
    private static final int MOST_REQUESTED_HEADERS = 64;
    private static final String PREFLIGHT_VARY =
            "Origin, Access-Control-Request-Method, Access-Control-Request-Headers";

    private final Supplier<CorsPolicy> policy;
    private final Function<RequestPath, Set<Method>> deployed;
    private final CommitHook decorate = this::decorate;

    /**
     * @param policy   the project's policy as it is now
     * @param deployed the methods that are deployed at a path
     */
    public Cors(Supplier<CorsPolicy> policy, Function<RequestPath, Set<Method>> deployed) {
        this.policy = policy;
        this.deployed = deployed;
    }

    @Override
    public Handled handle(Exchange exchange, Next next) {
        if (exchange.method() == Method.OPTIONS) {
            String origin = exchange.header(HeaderNames.ORIGIN);
            String method = exchange.header(HeaderNames.ACCESS_CONTROL_REQUEST_METHOD);
            if (origin != null && method != null && exchange.refusal() == null) {
                return preflight(exchange, origin, Method.of(method));
            }
        }
        exchange.beforeCommit(decorate);
        return next.proceed(exchange);
    }

    /**
     * A path where nothing is deployed names no methods, rather than failing: the browser then sends the simple request
     * it asked for, and its page can read the 404.
     */
    private Handled preflight(Exchange exchange, String origin, Method wanted) {
        CorsPolicy current = policy.get();
        exchange.setResponseHeader(HeaderNames.VARY, PREFLIGHT_VARY);
        boolean allowed = current.allows(origin, wanted);
        exchange.record(new CorsResult(allowed ? "preflight allowed" : "preflight not allowed", origin));
        if (allowed) {
            exchange.setResponseHeader(HeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, current.allowOrigin(origin));
            String methods = methods(current, origin, deployed.apply(exchange.path()));
            if (!methods.isEmpty()) {
                exchange.setResponseHeader(HeaderNames.ACCESS_CONTROL_ALLOW_METHODS, methods);
            }
            exchange.setResponseHeader(
                    HeaderNames.ACCESS_CONTROL_ALLOW_HEADERS,
                    headers(exchange.header(HeaderNames.ACCESS_CONTROL_REQUEST_HEADERS)));
            exchange.setResponseHeader(HeaderNames.ACCESS_CONTROL_MAX_AGE, MAX_AGE_SECONDS);
        }
        return exchange.respond(Status.NO_CONTENT, Body.EMPTY);
    }

    private void decorate(Exchange exchange) {
        exchange.removeResponseHeaders(HeaderNames.ACCESS_CONTROL_PREFIX);
        addVary(exchange);
        String origin = exchange.header(HeaderNames.ORIGIN);
        if (origin == null) {
            return;
        }
        CorsPolicy current = policy.get();
        boolean allowed = current.allows(origin, exchange.method());
        exchange.record(new CorsResult(allowed ? "allowed" : "not allowed", origin));
        if (allowed) {
            exchange.setResponseHeader(HeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, current.allowOrigin(origin));
            exchange.setResponseHeader(HeaderNames.ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
        }
    }

    /** The fields above are left out where no origin was sent, so every answer depends on it. */
    private static void addVary(Exchange exchange) {
        String vary = exchange.responseHeader(HeaderNames.VARY);
        if (vary == null) {
            exchange.setResponseHeader(HeaderNames.VARY, "Origin");
        } else if (!names(vary, "origin") && !names(vary, "*")) {
            exchange.addResponseHeader(HeaderNames.VARY, "Origin");
        }
    }

    private static boolean names(String list, String name) {
        for (String member : list.split(",", -1)) {
            if (member.strip().equalsIgnoreCase(name)) {
                return true;
            }
        }
        return false;
    }

    private static String methods(CorsPolicy policy, String origin, Set<Method> methods) {
        StringBuilder list = new StringBuilder();
        for (Method method : methods) {
            if (policy.allows(origin, method)) {
                list.append(list.isEmpty() ? "" : ", ").append(method.name());
            }
        }
        return list.toString();
    }

    private static String headers(@Nullable String requested) {
        Set<String> names = new TreeSet<>(ALWAYS_ALLOWED_HEADERS);
        if (requested != null) {
            for (String name : requested.split(",", MOST_REQUESTED_HEADERS + 1)) {
                String token = name.strip().toLowerCase(Locale.ROOT);
                if (isToken(token) && names.size() < MOST_REQUESTED_HEADERS) {
                    names.add(token);
                }
            }
        }
        return String.join(", ", names);
    }

    /** A field name (RFC 9110 section 5.6.2). */
    private static boolean isToken(String text) {
        return !text.isEmpty()
                && text.chars()
                        .allMatch(c ->
                                (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || "!#$%&'*+-.^_`|~".indexOf(c) >= 0);
    }
}

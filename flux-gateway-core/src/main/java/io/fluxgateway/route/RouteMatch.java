package io.fluxgateway.route;

import io.fluxgateway.exchange.AttributeKey;
import io.fluxgateway.function.RoutePattern.Kind;
import io.fluxgateway.function.RoutePattern.Segment;
import io.fluxgateway.http.RequestPath;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The route that answers a request, and what its parameters stand for there. Thread-safe. */
public final class RouteMatch {
    /** Under this key routing leaves it in the exchange. */
    public static final AttributeKey<RouteMatch> ATTRIBUTE = AttributeKey.of("route");

    private final Route route;
    private final RequestPath path;
    private volatile @Nullable Map<String, String> params;

    RouteMatch(Route route, RequestPath path) {
        this.route = route;
        this.path = path;
    }

    public Route route() {
        return route;
    }

    /** The values of the parameters, decoded, in the order of the pattern. Worked out when first asked for. Immutable. */
    public Map<String, String> params() {
        Map<String, String> known = params;
        if (known == null) {
            known = read(route.pattern().segments(), path.decoded());
            params = known;
        }
        return known;
    }

    private static Map<String, String> read(List<Segment> segments, String path) {
        Map<String, String> values = new LinkedHashMap<>();
        int start = 1;
        for (Segment segment : segments) {
            int slash = path.indexOf('/', start);
            int end = slash < 0 || segment.kind() == Kind.REST ? path.length() : slash;
            if (segment.kind() != Kind.LITERAL) {
                values.put(segment.text(), path.substring(start, end));
            }
            start = end + 1;
        }
        return values.isEmpty() ? Map.of() : Collections.unmodifiableMap(values);
    }

    @Override
    public String toString() {
        return route + " " + params();
    }
}

package io.fluxgateway.route;

import io.fluxgateway.http.Method;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a {@link RouteTable} must answer, said in another way: try every pattern, rank those that match. */
record NaiveRoutes(List<Route> routes) {
    private static final String LITERAL = "0";
    private static final String PARAM = "1";
    private static final String REST = "2";

    @Nullable
    Route find(Method method, String path) {
        Method declared = method == Method.HEAD ? Method.GET : method;
        return routes.stream()
                .filter(route -> route.method() == declared && rank(route, path) != null)
                .min(Comparator.comparing(route -> String.valueOf(rank(route, path))))
                .orElse(null);
    }

    Set<Method> methodsAt(String path) {
        Set<Method> methods = EnumSet.noneOf(Method.class);
        for (Method method : Method.values()) {
            if (find(method, path) != null) {
                methods.add(method);
            }
        }
        return methods;
    }

    /** One digit a segment, the smaller the more specific; null if the pattern does not match. */
    private static @Nullable String rank(Route route, String path) {
        List<String> wanted = segments(route.pattern().text());
        List<String> given = segments(path);
        StringBuilder rank = new StringBuilder();
        for (int i = 0; i < wanted.size(); i++) {
            String segment = wanted.get(i);
            if (segment.endsWith("...}")) {
                // "/" has no segments, yet its slash is all that a rest needs.
                return given.size() > i || path.equals("/") ? rank + REST : null;
            }
            if (i >= given.size() || given.get(i).isEmpty()) {
                return null;
            }
            if (segment.startsWith("{")) {
                rank.append(PARAM);
            } else if (segment.equals(given.get(i))) {
                rank.append(LITERAL);
            } else {
                return null;
            }
        }
        return given.size() == wanted.size() ? rank.toString() : null;
    }

    private static List<String> segments(String path) {
        return path.equals("/")
                ? List.of()
                : new ArrayList<>(List.of(path.substring(1).split("/", -1)));
    }
}

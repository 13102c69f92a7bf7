package io.fluxgateway.function;

import io.fluxgateway.function.FunctionManifest.Source;
import io.fluxgateway.function.RoutePattern.Segment;
import io.fluxgateway.http.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds functions that cannot be deployed together: of one name, or on one method and route. */
public final class FunctionConflicts {
    private final Map<String, Declaration> byName = new HashMap<>();
    private final Map<Place, Declaration> byPlace = new HashMap<>();
    private final List<ManifestProblem> problems = new ArrayList<>();

    private FunctionConflicts() {}

    /** What a request is routed by: {@code /a/{x}} and {@code /a/{y}} are one shape. */
    private record Place(Method method, List<Segment> shape) {}

    /** Each conflict, reported at the later one of the two functions and naming the earlier one. */
    public static List<ManifestProblem> among(Collection<FunctionManifest> functions) {
        return between(functions.stream().map(Declaration::of).toList());
    }

    static List<ManifestProblem> between(List<Declaration> declarations) {
        FunctionConflicts conflicts = new FunctionConflicts();
        declarations.forEach(conflicts::addName);
        declarations.forEach(conflicts::addRoute);
        return List.copyOf(conflicts.problems);
    }

    private void addName(Declaration declaration) {
        String name = declaration.name();
        Declaration first = name == null ? null : byName.putIfAbsent(name, declaration);
        if (name != null && first != null) {
            String who = first.nameAt().equals(Source.CODE)
                    ? "another function"
                    : first.nameAt().toString();
            report(
                    declaration.nameAt(),
                    "name " + Quoted.text(name) + " (expected a name of its own, " + who + " has it too)");
        }
    }

    private void addRoute(Declaration declaration) {
        RoutePattern route = declaration.route();
        Method method = declaration.method();
        if (route == null || method == null) {
            return;
        }
        Declaration first = byPlace.putIfAbsent(new Place(method, route.shape()), declaration);
        if (first != null && first.route() != null && !sharesDefaultRoute(declaration, first)) {
            String who = first.routeAt().equals(Source.CODE)
                    ? "function " + Quoted.text(String.valueOf(first.name()))
                    : first.routeAt().toString();
            report(
                    declaration.routeAt(),
                    "route " + shown(method, route) + " (expected one function on a method and route, " + who + " has "
                            + shown(method, first.route()) + ")");
        }
    }

    /** Of two functions that are routed by their one name, the name is the only mistake. */
    private static boolean sharesDefaultRoute(Declaration declaration, Declaration first) {
        String name = declaration.name();
        return name != null
                && name.equals(first.name())
                && declaration.route() != null
                && declaration.route().text().equals("/" + name);
    }

    private void report(Source at, String message) {
        problems.add(new ManifestProblem(at.file(), at.line(), message));
    }

    private static String shown(Method method, RoutePattern route) {
        return method + " " + Quoted.text(route.text());
    }
}

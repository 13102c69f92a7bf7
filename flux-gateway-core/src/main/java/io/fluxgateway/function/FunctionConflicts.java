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
        declarations.forEach(conflicts::add);
        return List.copyOf(conflicts.problems);
    }

    private void add(Declaration declaration) {
        FunctionManifest function = declaration.function();
        Declaration namesake = byName.putIfAbsent(function.name(), declaration);
        if (namesake != null) {
            report(
                    declaration.nameAt(),
                    "name " + Quoted.text(function.name()) + " (expected a name of its own, this one is taken"
                            + in(namesake.nameAt()) + ")");
        }
        Place place = new Place(function.method(), function.route().shape());
        Declaration rival = byPlace.putIfAbsent(place, declaration);
        // Of two namesakes on their default routes the name is the mistake.
        if (rival != null && !rival.equals(namesake)) {
            report(
                    declaration.routeAt(),
                    "route " + shown(function) + " (expected one function on a method and route, "
                            + shown(rival.function()) + " is function "
                            + Quoted.text(rival.function().name()) + in(rival.routeAt()) + ")");
        }
    }

    private void report(Source at, String message) {
        problems.add(new ManifestProblem(at.file(), at.line(), message));
    }

    private static String shown(FunctionManifest function) {
        return function.method() + " " + Quoted.text(function.route().text());
    }

    private static String in(Source source) {
        return source.equals(Source.CODE) ? "" : " in " + source;
    }
}

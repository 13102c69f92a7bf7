package io.fluxgateway.route;

import io.fluxgateway.function.FunctionConflicts;
import io.fluxgateway.function.FunctionManifest;
import io.fluxgateway.function.ManifestException;
import io.fluxgateway.function.ManifestProblem;
import io.fluxgateway.function.ManifestReader;
import io.fluxgateway.function.RoutePattern;
import io.fluxgateway.http.Method;
import io.fluxgateway.http.RequestPath;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which function answers which method and path. Immutable: a change of the functions is a new table.
 *
 * <p>The most specific pattern wins: from left to right a literal segment goes before a {@code {param}}, and that before a
 * {@code {rest...}}. A less specific pattern answers for those methods only that the more specific ones have not.
 */
public final class RouteTable {
    private static final Comparator<Route> BY_PATH =
            Comparator.comparing((Route route) -> route.pattern().text()).thenComparing(Route::method);

    /** No routes. */
    public static final RouteTable EMPTY = new RouteTable(List.of());

    /** {@code /} has no segment for the pattern {@code /}, but an empty one for <code>/{rest...}</code>. */
    private static final int PAST_ROOT = 2;

    private static final String RESERVED = "/" + RoutePattern.RESERVED;

    private final List<FunctionManifest> functions;
    private final Map<String, FunctionManifest> byName;
    private final List<Route> routes;
    private final RouteNode root;
    private final long deployment;

    private RouteTable(Collection<FunctionManifest> functions) {
        this(functions, 0);
    }

    private RouteTable(Collection<FunctionManifest> functions, long deployment) {
        this.deployment = deployment;
        this.functions = List.copyOf(functions);
        this.byName = this.functions.stream()
                .collect(Collectors.toUnmodifiableMap(FunctionManifest::name, function -> function));
        this.routes = functions.stream().map(Route::new).sorted(BY_PATH).toList();
        this.root = RouteNode.of(routes);
    }

    /**
     * The functions of a project: {@code functions/<folder>/flux.json}, as {@link ManifestReader#readProject} reads them.
     *
     * @throws ManifestException with all that is wrong in them
     */
    public static RouteTable load(Path projectFolder) throws ManifestException {
        return new RouteTable(new ManifestReader().readProject(projectFolder));
    }

    /**
     * The functions of one file, <code>{"functions": [...]}</code>.
     *
     * @throws ManifestException with all that is wrong in it
     */
    public static RouteTable loadFile(Path file) throws ManifestException {
        return new RouteTable(new ManifestReader().readFile(file));
    }

    /**
     * The functions of one file on the class path, <code>{"functions": [...]}</code>.
     *
     * @param name as for {@link ClassLoader#getResource}
     * @throws ManifestException with all that is wrong in it
     */
    public static RouteTable loadResource(ClassLoader loader, String name) throws ManifestException {
        return new RouteTable(new ManifestReader().readResource(loader, name));
    }

    /**
     * These functions.
     *
     * @throws IllegalArgumentException if two of them have one name, or one method and route
     */
    public static RouteTable of(Collection<FunctionManifest> functions) {
        List<ManifestProblem> problems = FunctionConflicts.among(functions);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(
                    problems.stream().map(ManifestProblem::toString).collect(Collectors.joining("\n")));
        }
        return new RouteTable(functions);
    }

    /**
     * These functions.
     *
     * @throws IllegalArgumentException if two of them have one name, or one method and route
     */
    public static RouteTable of(FunctionManifest... functions) {
        return of(List.of(functions));
    }

    /**
     * This table as that of a deployment, for traces to tell.
     *
     * @param number of the deployment, from 1
     */
    public RouteTable ofDeployment(long number) {
        return new RouteTable(functions, number);
    }

    /** Number of the deployment whose table this is; 0 if it is none's. */
    public long deployment() {
        return deployment;
    }

    /** The route that answers a request, or null. {@code HEAD} follows {@code GET}. */
    public @Nullable RouteMatch find(Method method, RequestPath path) {
        String text = path.decoded();
        if (isReserved(text)) {
            return null;
        }
        Route route = text.equals("/") ? root.find(method, text, PAST_ROOT) : null;
        if (route == null) {
            route = root.find(method, text, 1);
        }
        return route == null ? null : new RouteMatch(route, path);
    }

    /** The methods that are answered at a path, in the order of {@link Method}; {@code HEAD} where {@code GET} is. */
    public Set<Method> methodsAt(RequestPath path) {
        String text = path.decoded();
        if (isReserved(text)) {
            return InvocationPath.id(path) == null ? Set.of() : InvocationPath.METHODS;
        }
        return Collections.unmodifiableSet(methodsAt(text));
    }

    /**
     * Whether a function is deployed at this path, by whatever method; or at a path that an application's own router may
     * read it as: without its path parameters ({@code /orders;x=1}), with or without a last slash.
     */
    public boolean covers(RequestPath path) {
        String text = path.decoded();
        if (isReserved(text) || hasRoutes(text)) {
            return true;
        }
        String plain = text.indexOf(';') < 0 ? text : withoutParameters(text);
        String other = plain.endsWith("/") ? plain.substring(0, plain.length() - 1) : plain + "/";
        return isReserved(plain) || hasRoutes(plain) || hasRoutes(other);
    }

    private boolean hasRoutes(String path) {
        return !path.isEmpty() && !methodsAt(path).isEmpty();
    }

    private Set<Method> methodsAt(String path) {
        Set<Method> methods = EnumSet.noneOf(Method.class);
        if (path.equals("/")) {
            root.collectMethods(path, PAST_ROOT, methods);
        }
        root.collectMethods(path, 1, methods);
        return methods;
    }

    private static String withoutParameters(String path) {
        StringBuilder plain = new StringBuilder(path.length());
        boolean parameter = false;
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            parameter = c == ';' || (parameter && c != '/');
            if (!parameter) {
                plain.append(c);
            }
        }
        return plain.toString();
    }

    /** All routes, by pattern and method. */
    public List<Route> routes() {
        return routes;
    }

    /** All functions, in the order in which they were declared. */
    public List<FunctionManifest> functions() {
        return functions;
    }

    /** The function of that name, or null. */
    public @Nullable FunctionManifest function(String name) {
        return byName.get(name);
    }

    /** What the gateway keeps for itself, no parameter takes. */
    private static boolean isReserved(String path) {
        return path.startsWith(RESERVED)
                && (path.length() == RESERVED.length() || path.charAt(RESERVED.length()) == '/');
    }

    @Override
    public String toString() {
        return routes.toString();
    }
}

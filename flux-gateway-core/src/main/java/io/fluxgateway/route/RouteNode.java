package io.fluxgateway.route;

import io.fluxgateway.function.RoutePattern.Segment;
import io.fluxgateway.http.Method;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A place in the tree of routes: what all routes with the same first segments share. Immutable.
 *
 * <p>A path leads to each node in one way only, so that going back to try a less specific branch visits no node twice.
 */
final class RouteNode {
    /** Names of the literal branches, sorted. */
    private final String[] names;
    /** The literal branches, in the order of their names. */
    private final RouteNode[] literals;

    private final @Nullable RouteNode param;
    private final Map<Method, Route> here;
    private final Map<Method, Route> rest;

    private RouteNode(Draft draft) {
        this.names = draft.literals.keySet().toArray(String[]::new);
        this.literals = draft.literals.values().stream().map(RouteNode::new).toArray(RouteNode[]::new);
        this.param = draft.param == null ? null : new RouteNode(draft.param);
        this.here = new EnumMap<>(draft.here);
        this.rest = new EnumMap<>(draft.rest);
    }

    /** The tree of these routes. */
    static RouteNode of(List<Route> routes) {
        Draft root = new Draft();
        routes.forEach(root::add);
        return new RouteNode(root);
    }

    /**
     * The most specific route that has the method: segment by segment a literal goes before a parameter, and that before
     * the rest.
     *
     * @param start where the next segment starts; beyond the end of the path if there is none
     */
    @Nullable
    Route find(Method method, String path, int start) {
        if (start > path.length()) {
            return here.get(method);
        }
        int end = segmentEnd(path, start);
        int literal = literal(path, start, end);
        Route found = literal < 0 ? null : literals[literal].find(method, path, end + 1);
        if (found == null && param != null && end > start) {
            found = param.find(method, path, end + 1);
        }
        return found != null ? found : rest.get(method);
    }

    /** Adds the methods of all routes that match the path. */
    void collectMethods(String path, int start, Set<Method> methods) {
        if (start > path.length()) {
            methods.addAll(here.keySet());
            return;
        }
        int end = segmentEnd(path, start);
        int literal = literal(path, start, end);
        if (literal >= 0) {
            literals[literal].collectMethods(path, end + 1, methods);
        }
        if (param != null && end > start) {
            param.collectMethods(path, end + 1, methods);
        }
        methods.addAll(rest.keySet());
    }

    private static int segmentEnd(String path, int start) {
        int slash = path.indexOf('/', start);
        return slash < 0 ? path.length() : slash;
    }

    /** The literal branch of that part of the path, or a negative number. Makes no string of it. */
    private int literal(String path, int start, int end) {
        int low = 0;
        int high = names.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = compare(names[middle], path, start, end);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    /** As {@link String#compareTo} with that part of the path. */
    private static int compare(String name, String path, int start, int end) {
        int length = end - start;
        int common = Math.min(name.length(), length);
        for (int i = 0; i < common; i++) {
            int order = name.charAt(i) - path.charAt(start + i);
            if (order != 0) {
                return order;
            }
        }
        return name.length() - length;
    }

    @Override
    public String toString() {
        return Arrays.toString(names);
    }

    /** A node while routes are added. */
    private static final class Draft {
        private final TreeMap<String, Draft> literals = new TreeMap<>();
        private final Map<Method, Route> here = new EnumMap<>(Method.class);
        private final Map<Method, Route> rest = new EnumMap<>(Method.class);
        private @Nullable Draft param;

        void add(Route route) {
            Draft node = this;
            for (Segment segment : route.pattern().segments()) {
                switch (segment.kind()) {
                    case LITERAL -> node = node.literals.computeIfAbsent(segment.text(), text -> new Draft());
                    case PARAM -> node = node.param();
                    case REST -> {
                        put(node.rest, route);
                        return;
                    }
                }
            }
            put(node.here, route);
        }

        private Draft param() {
            if (param == null) {
                param = new Draft();
            }
            return param;
        }

        private static void put(Map<Method, Route> routes, Route route) {
            routes.put(route.method(), route);
            if (route.method() == Method.GET) {
                routes.put(Method.HEAD, route);
            }
        }
    }
}

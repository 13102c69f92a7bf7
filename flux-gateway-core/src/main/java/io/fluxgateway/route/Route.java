package io.fluxgateway.route;

import io.fluxgateway.function.FunctionManifest;
import io.fluxgateway.function.RoutePattern;
import io.fluxgateway.http.Method;

/** A function and the requests it answers. Immutable. */
public record Route(FunctionManifest function) {
    public Method method() {
        return function.method();
    }

    public RoutePattern pattern() {
        return function.route();
    }

    @Override
    public String toString() {
        return method() + " " + pattern() + " -> " + function.name();
    }
}

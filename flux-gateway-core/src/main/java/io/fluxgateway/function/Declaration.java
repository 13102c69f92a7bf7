package io.fluxgateway.function;

import io.fluxgateway.function.FunctionManifest.Source;
import io.fluxgateway.http.Method;
import org.jspecify.annotations.Nullable;

/**
 * What a file says of a function that others may say as well, as far as it can be read, and where. Immutable.
 *
 * @param name     null if it is missing or wrong
 * @param route    null if it is wrong, or is made of a name that is
 * @param method   null if it is wrong
 * @param function null unless all of these are known. It may have other mistakes, with the default in their place
 */
record Declaration(
        @Nullable String name,
        Source nameAt,
        @Nullable RoutePattern route,
        @Nullable Method method,
        Source routeAt,
        @Nullable FunctionManifest function) {

    static Declaration of(FunctionManifest function) {
        return new Declaration(
                function.name(), function.source(), function.route(), function.method(), function.source(), function);
    }
}

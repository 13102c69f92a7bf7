package io.fluxgateway.function;

import io.fluxgateway.function.FunctionManifest.Source;

/**
 * A function and where its file says what others may say as well. Immutable.
 *
 * @param nameAt  where its name is
 * @param routeAt where its route, or else its method or name, is
 */
record Declaration(FunctionManifest function, Source nameAt, Source routeAt) {
    /** A function of which no more is known than its own place. */
    static Declaration of(FunctionManifest function) {
        return new Declaration(function, function.source(), function.source());
    }
}

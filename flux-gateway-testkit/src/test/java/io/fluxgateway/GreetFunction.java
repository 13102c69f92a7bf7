package io.fluxgateway;

import io.fluxgateway.function.FluxFunction;
import io.fluxgateway.function.FunctionName;

/** Listed in {@code META-INF/services}. */
@FunctionName("greet")
public final class GreetFunction implements FluxFunction {
    @Override
    public Response handle(Request request) {
        return Response.text(200, "hello, " + request.query());
    }
}

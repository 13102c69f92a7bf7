package io.fluxgateway.function;

import io.fluxgateway.http.Headers;
import io.fluxgateway.http.Method;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A function written in Java. Called on a thread that may block; must be thread-safe. */
@FunctionalInterface
public interface FluxFunction {
    Response handle(Request request) throws Exception;

    /**
     * What a caller asks.
     *
     * @param path   normalised, percent-encoded
     * @param query  without {@code ?}, or null
     * @param params values of the route's parameters, decoded
     * @param body   the whole body, empty if there is none
     */
    @SuppressWarnings("ArrayRecordComponent") // a carrier: never compared
    record Request(
            String requestId,
            Method method,
            String path,
            @Nullable String query,
            Map<String, String> params,
            Headers headers,
            byte[] body) {}

    /**
     * What the function answers.
     *
     * @param status 200 to 599
     */
    @SuppressWarnings("ArrayRecordComponent") // a carrier: never compared
    record Response(int status, Headers headers, byte[] body) {
        public Response {
            if (status < 200 || status > 599) {
                throw new IllegalArgumentException("status: " + status + " (expected: 200 to 599)");
            }
        }
    }
}

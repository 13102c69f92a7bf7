package io.fluxgateway.function;

import io.fluxgateway.http.HeaderNames;
import io.fluxgateway.http.Headers;
import io.fluxgateway.http.Method;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A function written in Java: {@code "runtime": "java"}. Called on a thread that may block, a virtual one where the JVM
 * has them; must be thread-safe.
 *
 * <p>Registered by name on the gateway's builder, or found by {@link java.util.ServiceLoader} if its class has a
 * {@link FunctionName}.
 */
@FunctionalInterface
public interface FluxFunction {
    /**
     * Answers one request.
     *
     * @throws Exception to have the caller told 500, without its text; it is logged under the request ID
     */
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
            byte[] body) {

        /** The body as UTF-8 text. */
        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    /**
     * What the function answers.
     *
     * @param status  200 to 599
     * @param headers not copied, and may be added to until it is returned
     */
    @SuppressWarnings("ArrayRecordComponent") // a carrier: never compared
    record Response(int status, Headers headers, byte[] body) {
        public Response {
            if (status < 200 || status > 599) {
                throw new IllegalArgumentException("status: " + status + " (expected: 200 to 599)");
            }
        }

        /** A JSON text. */
        public static Response json(int status, String json) {
            return of(status, "application/json", json);
        }

        /** A plain text. */
        public static Response text(int status, String text) {
            return of(status, "text/plain; charset=utf-8", text);
        }

        /** No body. */
        public static Response empty(int status) {
            return new Response(status, new Headers(), new byte[0]);
        }

        private static Response of(int status, String contentType, String text) {
            return new Response(
                    status,
                    new Headers().set(HeaderNames.CONTENT_TYPE, contentType),
                    text.getBytes(StandardCharsets.UTF_8));
        }
    }
}

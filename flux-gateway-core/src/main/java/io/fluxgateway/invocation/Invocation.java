package io.fluxgateway.invocation;

import io.fluxgateway.http.Headers;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One execution of a function that is asked for apart from its HTTP request. Holds no credential.
 *
 * @param id        its own, 32 lower-case hexadecimal digits
 * @param requestId of the request that asked for it; several may have one, if they are of one trace
 * @param kind      what is to be executed
 * @param function  name of the function to run, or whose result is told
 * @param keyId     the caller's API key, among which a function's runs are shared out fairly
 * @param path      normalised, percent-encoded
 * @param query     without {@code ?}, or null
 * @param params    values of the route's parameters, decoded
 * @param headers   fields to send: those of the client that are forwarded, and the gateway's own
 * @param body      the whole body, empty if there is none
 * @param callback  where the result is to be told, or where it is told now; null if nowhere
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier: never compared
public record Invocation(
        String id,
        String requestId,
        Kind kind,
        String function,
        String keyId,
        String path,
        @Nullable String query,
        Map<String, String> params,
        Headers headers,
        byte[] body,
        @Nullable URI callback) {

    /** What an invocation executes. */
    public enum Kind {
        /** The function. */
        CALL,
        /** The delivery of the result of a call to {@link #callback}. */
        CALLBACK
    }

    public Invocation {
        params = Map.copyOf(params);
    }
}

package io.fluxgateway.invocation;

import io.fluxgateway.function.FunctionManifest;
import io.fluxgateway.http.Headers;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One execution of a function that is asked for apart from its HTTP request. Holds no credential.
 *
 * @param requestId of the request that asked for it
 * @param function  what to run
 * @param path      normalised, percent-encoded
 * @param query     without {@code ?}, or null
 * @param params    values of the route's parameters, decoded
 * @param headers   fields to send: those of the client that are forwarded, and the gateway's own
 * @param body      the whole body, empty if there is none
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier: never compared
public record Invocation(
        String requestId,
        FunctionManifest function,
        String path,
        @Nullable String query,
        Map<String, String> params,
        Headers headers,
        byte[] body) {}

package io.fluxgateway.trace;

import io.fluxgateway.exchange.Decided;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of one request: the gateway's span (kind {@code SERVER}) and that of the function that answered. Holds no
 * credential, no header, no body, and a query only where the project wants it. Immutable.
 *
 * @param requestId        32 lower-case hexadecimal digits, the W3C trace ID at the same time
 * @param parentSpanId     the caller's span, or null
 * @param spanId           the gateway's span, 16 digits
 * @param inboundRequestId the {@code x-request-id} that the client sent, or null
 * @param method           method token as received
 * @param path             path as received
 * @param query            query as received; null if there is none, or the project does not keep them
 * @param status           status of the response; {@value #CLIENT_CLOSED_REQUEST} if the client left before there was one
 * @param problem          code of the problem that was answered, or null
 * @param clientGone       whether the client left before the response was sent to its end
 * @param keyName          name of the API key, or null
 * @param startedAt        wall-clock time of the start
 * @param duration         from start to end, by a monotonic clock
 * @param decisions        what each step decided and when, in order
 * @param function         name of the function at that route, or null
 * @param runtime          what runs it, or null
 * @param call             the function's execution for this request; null if it was not called, or is queued
 * @param clientAddress    IP address of the client, or null
 */
public record Trace(
        String requestId,
        @Nullable String parentSpanId,
        String spanId,
        @Nullable String inboundRequestId,
        String method,
        String path,
        @Nullable String query,
        int status,
        @Nullable String problem,
        boolean clientGone,
        @Nullable String keyName,
        Instant startedAt,
        Duration duration,
        List<Decided> decisions,
        @Nullable String function,
        @Nullable String runtime,
        @Nullable Call call,
        @Nullable String clientAddress) {

    /** The status that nginx and others log for a client that left before its response; never sent. */
    public static final int CLIENT_CLOSED_REQUEST = 499;

    private static final int FIRST_ERROR = 400;

    /** Whether somebody may ask why: an error status, or a client that left. */
    public boolean isError() {
        return status >= FIRST_ERROR || clientGone;
    }

    /**
     * The function's span: a child of the gateway's, and as long as that.
     *
     * @param spanId  16 digits
     * @param waited  until its process was there; zero if it was there already
     * @param started since the start of the request
     */
    public record Call(String spanId, Duration waited, Duration started) {}
}

package io.fluxgateway.trace;

import io.fluxgateway.exchange.Decision;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of one request. Holds no credential, no header, no query and no body.
 *
 * @param requestId        32 lower-case hexadecimal digits, the W3C trace ID at the same time
 * @param parentSpanId     the caller's span, or null
 * @param spanId           the gateway's span
 * @param inboundRequestId the {@code x-request-id} that the client sent, or null
 * @param method           method token as received
 * @param path             path as received
 * @param status           status of the response
 * @param problem          code of the problem that was answered, or null
 * @param keyName          name of the API key, or null
 * @param startedAt        wall-clock time of the start
 * @param duration         from start to end, by a monotonic clock
 * @param decisions        what each step decided, in order
 */
public record Trace(
        String requestId,
        @Nullable String parentSpanId,
        String spanId,
        @Nullable String inboundRequestId,
        String method,
        String path,
        int status,
        @Nullable String problem,
        @Nullable String keyName,
        Instant startedAt,
        Duration duration,
        List<Decision> decisions) {}

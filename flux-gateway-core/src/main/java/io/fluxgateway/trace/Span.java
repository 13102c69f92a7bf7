package io.fluxgateway.trace;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A timed part of a trace that is not in its {@link Trace}: what a function did inside, or a run of a queued invocation.
 * Immutable.
 *
 * @param traceId      32 lower-case hexadecimal digits: the ID of the request it belongs to
 * @param spanId       16 digits
 * @param parentSpanId the span that it is a part of, or null
 * @param function     the function that did it
 * @param name         for people: {@code POST api.example.com}
 * @param startedAt    wall-clock time of the start
 * @param duration     by a monotonic clock
 * @param attributes   named as OpenTelemetry's semantic conventions do: {@code http.request.method},
 *                     {@code server.address}, {@code server.port}, {@code url.path}, {@code http.response.status_code},
 *                     {@code error.type}; of a queued invocation's attempt also {@code flux.invocation.id},
 *                     {@code flux.invocation.kind} and {@code flux.invocation.attempt}
 */
public record Span(
        String traceId,
        String spanId,
        @Nullable String parentSpanId,
        Kind kind,
        String function,
        String name,
        Instant startedAt,
        Duration duration,
        Map<String, String> attributes) {

    /** OpenTelemetry's kinds, as far as they occur. */
    public enum Kind {
        /** A call to another server. */
        CLIENT,
        /** A run of a queued invocation. */
        CONSUMER
    }

    public Span {
        attributes = Map.copyOf(attributes);
    }
}

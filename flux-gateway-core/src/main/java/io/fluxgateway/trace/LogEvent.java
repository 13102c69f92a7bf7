package io.fluxgateway.trace;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A line that a function logged. Immutable.
 *
 * @param traceId    ID of the request that wrote it; null outside of requests
 * @param spanId     the function's span, or null
 * @param function   name of the function
 * @param at         wall-clock time
 * @param text       may have several lines
 * @param attributes of an uncaught error, named as OpenTelemetry's semantic conventions do: {@code exception.type},
 *                   {@code exception.message}, {@code code.file.path}, {@code code.line.number}; else empty
 */
public record LogEvent(
        @Nullable String traceId,
        @Nullable String spanId,
        String function,
        Instant at,
        Level level,
        String text,
        Map<String, String> attributes) {

    public enum Level {
        DEBUG,
        INFO,
        WARN,
        ERROR
    }

    public LogEvent {
        attributes = Map.copyOf(attributes);
    }
}

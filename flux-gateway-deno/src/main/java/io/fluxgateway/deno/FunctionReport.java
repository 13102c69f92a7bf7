package io.fluxgateway.deno;

import io.fluxgateway.trace.LogEvent;
import io.fluxgateway.trace.Span;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One line in which the bootstrap tells what a function did. Believes no part of it that has not the form it should. */
final class FunctionReport {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Pattern TRACE_ID = Pattern.compile("[0-9a-f]{32}");
    private static final Pattern SPAN_ID = Pattern.compile("[0-9a-f]{16}");
    private static final Set<String> USUAL_PORTS = Set.of("80", "443");
    private static final Duration LONGEST_CALL = Duration.ofDays(1);
    private static final Duration MOST_CLOCK_SKEW = Duration.ofDays(1);
    private static final double MICROS_A_MILLI = 1_000;
    private static final double NANOS_A_MILLI = 1_000_000;

    private final String function;
    private final JsonNode event;

    private FunctionReport(String function, JsonNode event) {
        this.function = function;
        this.event = event;
    }

    /** Null if the line is none. */
    static @Nullable FunctionReport parse(String function, String line) {
        try {
            JsonNode event = JSON.readTree(line);
            return event.isObject() ? new FunctionReport(function, event) : null;
        } catch (JacksonException e) {
            return null;
        }
    }

    /**
     * A line that was logged; null if it tells of something else.
     *
     * @param project what file names begin with that are the project's own; left out of the text
     */
    @Nullable
    LogEvent log(String project) {
        String message = text(event.path("m"));
        if (!isOf("log") || message == null) {
            return null;
        }
        Map<String, String> attributes = new HashMap<>();
        JsonNode error = event.path("e");
        put(attributes, "exception.type", text(error.path("type")));
        put(attributes, "exception.message", text(error.path("message")));
        put(attributes, "code.file.path", text(error.path("file")));
        put(attributes, "code.line.number", number(error.path("line")));
        return new LogEvent(
                id(TRACE_ID, "r"),
                id(SPAN_ID, "s"),
                function,
                instant(),
                level(),
                message.replace(project, ""),
                attributes);
    }

    /** A call to another server, that a request made; null if it tells of something else. */
    @Nullable
    Span fetch() {
        String traceId = id(TRACE_ID, "r");
        String spanId = id(SPAN_ID, "s");
        String method = text(event.path("method"));
        String host = text(event.path("host"));
        String port = number(event.path("port"));
        if (!isOf("fetch") || traceId == null || spanId == null || method == null || host == null) {
            return null;
        }
        Map<String, String> attributes = new HashMap<>();
        put(attributes, "http.request.method", method);
        put(attributes, "server.address", host);
        put(attributes, "server.port", port);
        put(attributes, "url.path", text(event.path("path")));
        put(attributes, "http.response.status_code", number(event.path("status")));
        put(attributes, "error.type", text(event.path("error")));
        return new Span(
                traceId,
                spanId,
                id(SPAN_ID, "p"),
                Span.Kind.CLIENT,
                function,
                method + " " + (port == null || USUAL_PORTS.contains(port) ? host : host + ":" + port),
                instant(),
                duration(),
                attributes);
    }

    private boolean isOf(String kind) {
        return kind.equals(text(event.path("t")));
    }

    private @Nullable String id(Pattern form, String field) {
        String id = text(event.path(field));
        return id != null && form.matcher(id).matches() ? id : null;
    }

    private Duration duration() {
        double millis = event.path("ms").asDouble(0);
        boolean possible = millis >= 0 && millis <= LONGEST_CALL.toMillis();
        return possible ? Duration.ofNanos((long) (millis * NANOS_A_MILLI)) : Duration.ZERO;
    }

    /** When it was; now, if that can not be. */
    private Instant instant() {
        Instant now = Instant.now();
        double millis = event.path("at").asDouble(0);
        boolean possible = Math.abs(millis - now.toEpochMilli()) <= MOST_CLOCK_SKEW.toMillis();
        return possible ? Instant.EPOCH.plus((long) (millis * MICROS_A_MILLI), ChronoUnit.MICROS) : now;
    }

    private LogEvent.Level level() {
        String level = text(event.path("l"));
        try {
            return level == null ? LogEvent.Level.INFO : LogEvent.Level.valueOf(level.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            return LogEvent.Level.INFO;
        }
    }

    private static @Nullable String text(JsonNode node) {
        return node.isString() ? node.asString() : null;
    }

    private static @Nullable String number(JsonNode node) {
        return node.isInt() ? node.asString() : null;
    }

    private static void put(Map<String, String> attributes, String name, @Nullable String value) {
        if (value != null) {
            attributes.put(name, value);
        }
    }
}

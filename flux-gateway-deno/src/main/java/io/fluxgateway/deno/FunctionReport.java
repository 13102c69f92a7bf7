package io.fluxgateway.deno;

import io.fluxgateway.trace.LogEvent;
import io.fluxgateway.trace.Span;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One line in which the bootstrap tells what a function did. */
final class FunctionReport {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Pattern TRACE_ID = Pattern.compile("[0-9a-f]{32}");
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

    boolean isLog() {
        return event.path("t").asString("").equals("log");
    }

    /**
     * A line that was logged.
     *
     * @param project what file names begin with that are the project's own; left out of the text
     */
    LogEvent log(String project) {
        Map<String, String> attributes = new HashMap<>();
        JsonNode error = event.path("e");
        put(attributes, "exception.type", error.path("type"));
        put(attributes, "exception.message", error.path("message"));
        put(attributes, "code.line.number", error.path("line"));
        String file = text(error.path("file"));
        if (file != null) {
            attributes.put("code.file.path", file.replace(project, ""));
        }
        return new LogEvent(
                traceId(),
                text(event.path("s")),
                function,
                instant(),
                level(),
                event.path("m").asString("").replace(project, ""),
                attributes);
    }

    /** A call to another server, that a request made; null if that is not known. */
    @Nullable
    Span fetch() {
        String traceId = traceId();
        if (traceId == null) {
            return null;
        }
        Map<String, String> attributes = new HashMap<>();
        put(attributes, "http.request.method", event.path("method"));
        put(attributes, "server.address", event.path("host"));
        put(attributes, "url.path", event.path("path"));
        put(attributes, "http.response.status_code", event.path("status"));
        put(attributes, "error.type", event.path("error"));
        return new Span(
                traceId,
                event.path("s").asString(""),
                text(event.path("p")),
                Span.Kind.CLIENT,
                function,
                event.path("method").asString("") + " " + event.path("host").asString(""),
                instant(),
                Duration.ofNanos((long) (event.path("ms").asDouble(0) * NANOS_A_MILLI)),
                attributes);
    }

    private @Nullable String traceId() {
        String id = text(event.path("r"));
        return id != null && TRACE_ID.matcher(id).matches() ? id : null;
    }

    private Instant instant() {
        return Instant.EPOCH.plus((long) (event.path("at").asDouble(0) * MICROS_A_MILLI), ChronoUnit.MICROS);
    }

    private LogEvent.Level level() {
        try {
            return LogEvent.Level.valueOf(event.path("l").asString("info").toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            return LogEvent.Level.INFO;
        }
    }

    private static @Nullable String text(JsonNode node) {
        return node.isMissingNode() || node.isNull() ? null : node.asString();
    }

    private static void put(Map<String, String> attributes, String name, JsonNode value) {
        String text = text(value);
        if (text != null) {
            attributes.put(name, text);
        }
    }
}

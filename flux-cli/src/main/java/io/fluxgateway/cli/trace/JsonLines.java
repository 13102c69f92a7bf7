package io.fluxgateway.cli.trace;

import io.fluxgateway.trace.LogEvent;
import io.fluxgateway.trace.Span;
import io.fluxgateway.trace.Trace;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * One JSON object a line, for programs. Attributes are named as OpenTelemetry's semantic conventions do; times are ISO
 * 8601, durations milliseconds.
 */
public final class JsonLines {
    /** Without characters that would make a terminal do something, which others may have put into paths and log lines. */
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private static final int FIRST_SERVER_ERROR = 500;
    private static final double NANOS_A_MILLI = 1_000_000;

    private JsonLines() {}

    public static String of(Trace trace) {
        return JSON.writeValueAsString(map(trace, List.of()));
    }

    /** A request with all that belongs to its trace. */
    public static String of(Trace trace, List<Span> spans, List<LogEvent> logs) {
        Map<String, Object> all = map(trace, logs);
        all.put("spans", spans.stream().map(span -> map(span, logs)).toList());
        all.put("logs", logs.stream().map(JsonLines::map).toList());
        return JSON.writeValueAsString(all);
    }

    public static String of(LogEvent event) {
        return JSON.writeValueAsString(map(event));
    }

    private static Map<String, Object> map(Trace trace, List<LogEvent> logs) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("traceId", trace.requestId());
        all.put("spanId", trace.spanId());
        put(all, "parentSpanId", trace.parentSpanId());
        all.put("startedAt", trace.startedAt().toString());
        all.put("durationMillis", trace.duration().toNanos() / NANOS_A_MILLI);
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put("http.request.method", trace.method());
        attributes.put("url.path", trace.path());
        put(attributes, "url.query", trace.query());
        attributes.put("http.response.status_code", trace.status());
        put(attributes, "error.type", trace.clientGone() ? "client_gone" : errorType(trace));
        put(attributes, "client.address", trace.clientAddress());
        put(attributes, "flux.key.name", trace.keyName());
        put(attributes, "flux.function.name", trace.function());
        put(attributes, "flux.function.runtime", trace.runtime());
        put(attributes, "flux.inbound_request_id", trace.inboundRequestId());
        all.put("attributes", attributes);
        all.put(
                "steps",
                trace.decisions().stream()
                        .map(decided -> {
                            Map<String, Object> step = new LinkedHashMap<>();
                            step.put("step", decided.decision().step().label());
                            step.put("outcome", decided.decision().outcome());
                            step.put("detail", decided.decision().detail());
                            step.put("atMillis", decided.atNanos() / NANOS_A_MILLI);
                            return step;
                        })
                        .toList());
        Trace.Call call = trace.call();
        if (call != null) {
            Map<String, Object> function = new LinkedHashMap<>();
            function.put("spanId", call.spanId());
            function.put("waitedMillis", call.waited().toNanos() / NANOS_A_MILLI);
            function.put("startedMillis", call.started().toNanos() / NANOS_A_MILLI);
            Map<String, Object> ofCall = new LinkedHashMap<>();
            put(ofCall, "error.type", errorType(trace));
            ofCall.putAll(exception(call.spanId(), logs));
            if (!ofCall.isEmpty()) {
                function.put("attributes", ofCall);
            }
            all.put("function", function);
        }
        return all;
    }

    /** The code of the problem, or else the status, of what is an error of ours. */
    private static @Nullable String errorType(Trace trace) {
        String problem = trace.problem();
        return problem == null && trace.status() >= FIRST_SERVER_ERROR ? String.valueOf(trace.status()) : problem;
    }

    /** What of an error that nobody caught in a span was logged. */
    private static Map<String, String> exception(String spanId, List<LogEvent> logs) {
        return logs.stream()
                .filter(event ->
                        spanId.equals(event.spanId()) && event.attributes().containsKey("exception.type"))
                .map(LogEvent::attributes)
                .reduce(Map.of(), (first, last) -> last);
    }

    private static Map<String, Object> map(Span span, List<LogEvent> logs) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("spanId", span.spanId());
        put(all, "parentSpanId", span.parentSpanId());
        all.put("kind", span.kind().name());
        all.put("function", span.function());
        all.put("name", span.name());
        all.put("startedAt", span.startedAt().toString());
        all.put("durationMillis", span.duration().toNanos() / NANOS_A_MILLI);
        Map<String, String> attributes = new TreeMap<>(span.attributes());
        attributes.putAll(exception(span.spanId(), logs));
        all.put("attributes", attributes);
        return all;
    }

    private static Map<String, Object> map(LogEvent event) {
        Map<String, Object> all = new LinkedHashMap<>();
        put(all, "traceId", event.traceId());
        put(all, "spanId", event.spanId());
        all.put("at", event.at().toString());
        all.put("function", event.function());
        all.put("level", event.level().name().toLowerCase(Locale.ROOT));
        all.put("text", event.text());
        if (!event.attributes().isEmpty()) {
            all.put("attributes", event.attributes());
        }
        return all;
    }

    private static void put(Map<String, Object> all, String name, @Nullable Object value) {
        if (value != null) {
            all.put(name, value);
        }
    }
}

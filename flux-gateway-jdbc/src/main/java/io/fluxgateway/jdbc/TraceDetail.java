package io.fluxgateway.jdbc;

import io.fluxgateway.exchange.Decided;
import io.fluxgateway.exchange.Decision;
import io.fluxgateway.exchange.Step;
import io.fluxgateway.trace.Trace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * What of a trace has no column of its own; kept as JSON, so the names of its parts are part of the schema, and what has no
 * value is left out. Read and written token by token: each request is written, and a command reads only a few.
 */
final class TraceDetail {
    private @Nullable String span;
    private @Nullable String parent;
    private @Nullable String inboundId;
    private @Nullable String query;
    private @Nullable String client;
    private @Nullable String problem;
    private @Nullable String runtime;
    private Trace.@Nullable Call call;
    private boolean gone;
    private final List<Decided> decisions = new ArrayList<>();

    private TraceDetail() {}

    static byte[] write(Trace trace) {
        return Json.write(json -> {
            write(json, "span", trace.spanId());
            write(json, "parent", trace.parentSpanId());
            write(json, "inboundId", trace.inboundRequestId());
            write(json, "query", trace.query());
            write(json, "client", trace.clientAddress());
            write(json, "problem", trace.problem());
            write(json, "runtime", trace.runtime());
            if (trace.clientGone()) {
                json.writeBooleanProperty("gone", true);
            }
            Trace.Call call = trace.call();
            if (call != null) {
                json.writeArrayPropertyStart("call");
                json.writeString(call.spanId());
                json.writeNumber(call.waited().toNanos());
                json.writeNumber(call.started().toNanos());
                json.writeEndArray();
            }
            json.writeArrayPropertyStart("steps");
            for (Decided decided : trace.decisions()) {
                write(json, decided);
            }
            json.writeEndArray();
        });
    }

    private static void write(JsonGenerator json, Decided decided) {
        Decision decision = decided.decision();
        json.writeStartArray();
        json.writeString(decision.step().name());
        json.writeString(decision.outcome());
        json.writeString(decision.detail());
        json.writeNumber(decided.atNanos());
        json.writeEndArray();
    }

    private static void write(JsonGenerator json, String name, @Nullable String value) {
        if (value != null) {
            json.writeStringProperty(name, value);
        }
    }

    static TraceDetail read(byte[] text) {
        TraceDetail detail = new TraceDetail();
        Json.read(text, detail::take);
        return detail;
    }

    private void take(String name, JsonParser json) {
        switch (name) {
            case "span" -> span = json.getString();
            case "parent" -> parent = json.getString();
            case "inboundId" -> inboundId = json.getString();
            case "query" -> query = json.getString();
            case "client" -> client = json.getString();
            case "problem" -> problem = json.getString();
            case "runtime" -> runtime = json.getString();
            case "gone" -> gone = json.getBooleanValue();
            case "call" -> {
                call = new Trace.Call(json.nextStringValue(), nanos(json), nanos(json));
                leaveArray(json);
            }
            case "steps" -> {
                while (json.nextToken() == JsonToken.START_ARRAY) {
                    Step step = Step.valueOf(json.nextStringValue());
                    Known decision = new Known(step, json.nextStringValue(), json.nextStringValue());
                    decisions.add(new Decided(decision, json.nextLongValue(0)));
                    leaveArray(json);
                }
            }
            default -> json.skipChildren(); // of a later version
        }
    }

    private static Duration nanos(JsonParser json) {
        return Duration.ofNanos(json.nextLongValue(0));
    }

    /** Past what a later version may have added. */
    private static void leaveArray(JsonParser json) {
        while (json.nextToken() != JsonToken.END_ARRAY) {
            json.skipChildren();
        }
    }

    String span() {
        return Objects.requireNonNull(span, "a trace has a span");
    }

    @Nullable
    String parent() {
        return parent;
    }

    @Nullable
    String inboundId() {
        return inboundId;
    }

    @Nullable
    String query() {
        return query;
    }

    @Nullable
    String client() {
        return client;
    }

    @Nullable
    String problem() {
        return problem;
    }

    @Nullable
    String runtime() {
        return runtime;
    }

    boolean gone() {
        return gone;
    }

    Trace.@Nullable Call call() {
        return call;
    }

    List<Decided> decisions() {
        return List.copyOf(decisions);
    }

    /** A decision as it was told. */
    private record Known(Step step, String outcome, String detail) implements Decision {}
}

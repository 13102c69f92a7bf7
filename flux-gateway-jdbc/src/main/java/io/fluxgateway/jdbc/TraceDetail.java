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
    private @Nullable String problem;
    private @Nullable String runtime;
    private @Nullable String callSpan;
    private boolean gone;
    private long callWaited;
    private long callStarted;
    private final List<Decided> decisions = new ArrayList<>();

    private TraceDetail() {}

    static byte[] write(Trace trace) {
        return Json.write(json -> {
            write(json, "span", trace.spanId());
            write(json, "parent", trace.parentSpanId());
            write(json, "inboundId", trace.inboundRequestId());
            write(json, "query", trace.query());
            write(json, "problem", trace.problem());
            write(json, "runtime", trace.runtime());
            if (trace.clientGone()) {
                json.writeBooleanProperty("gone", true);
            }
            Trace.Call call = trace.call();
            if (call != null) {
                write(json, "callSpan", call.spanId());
                json.writeNumberProperty("callWaited", call.waited().toNanos());
                json.writeNumberProperty("callStarted", call.started().toNanos());
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
        json.writeStartObject();
        write(json, "step", decision.step().name());
        write(json, "outcome", decision.outcome());
        write(json, "detail", decision.detail());
        json.writeNumberProperty("at", decided.atNanos());
        json.writeEndObject();
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
            case "problem" -> problem = json.getString();
            case "runtime" -> runtime = json.getString();
            case "gone" -> gone = json.getBooleanValue();
            case "callSpan" -> callSpan = json.getString();
            case "callWaited" -> callWaited = json.getLongValue();
            case "callStarted" -> callStarted = json.getLongValue();
            case "steps" -> {
                while (json.nextToken() == JsonToken.START_OBJECT) {
                    Told told = new Told();
                    Json.readObject(json, told::take);
                    decisions.add(told.decided());
                }
            }
            default -> json.skipChildren(); // of a later version
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
        return callSpan == null
                ? null
                : new Trace.Call(callSpan, Duration.ofNanos(callWaited), Duration.ofNanos(callStarted));
    }

    List<Decided> decisions() {
        return List.copyOf(decisions);
    }

    /** A decision as it is read. */
    private static final class Told {
        private Step step = Step.DISPATCH;
        private String outcome = "";
        private String detail = "";
        private long at;

        void take(String name, JsonParser json) {
            switch (name) {
                case "step" -> step = Step.valueOf(json.getString());
                case "outcome" -> outcome = json.getString();
                case "detail" -> detail = json.getString();
                case "at" -> at = json.getLongValue();
                default -> json.skipChildren();
            }
        }

        Decided decided() {
            return new Decided(new Known(step, outcome, detail), at);
        }
    }

    /** A decision as it was told. */
    private record Known(Step step, String outcome, String detail) implements Decision {}
}

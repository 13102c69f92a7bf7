package io.fluxgateway.cli.trace;

import io.fluxgateway.exchange.Decided;
import io.fluxgateway.exchange.Decision;
import io.fluxgateway.exchange.Step;
import io.fluxgateway.trace.LogEvent;
import io.fluxgateway.trace.Span;
import io.fluxgateway.trace.Trace;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes traces for tests: of {@code POST /create_order}, answered 200 by {@code create_order} unless told otherwise. */
public final class TraceMaker {
    public static final String ID = "9c3e7f1a4b0d4c0f8d1e2a3b4c5d6e7f";
    public static final Instant START = Instant.parse("2026-11-23T14:22:01.123Z");
    public static final String CALL = "1111111111111111";

    private final List<Decided> decisions = new ArrayList<>();
    private String id = ID;
    private String method = "POST";
    private String path = "/create_order";
    private @Nullable String query;
    private @Nullable String inboundId;
    private int status = 200;
    private @Nullable String problem;
    private boolean gone;
    private @Nullable String key = "production-server";
    private Instant startedAt = START;
    private @Nullable String function = "create_order";
    private String runtime = "deno";
    private Trace.@Nullable Call call = new Trace.Call(CALL, Duration.ZERO, Duration.ofNanos(380_000));

    public static TraceMaker trace() {
        return new TraceMaker();
    }

    public TraceMaker id(String value) {
        id = value;
        return this;
    }

    public TraceMaker request(String newMethod, String newPath) {
        method = newMethod;
        path = newPath;
        return this;
    }

    public TraceMaker query(String value) {
        query = value;
        return this;
    }

    public TraceMaker inboundId(String value) {
        inboundId = value;
        return this;
    }

    public TraceMaker status(int value) {
        status = value;
        return this;
    }

    public TraceMaker problem(int newStatus, String code) {
        problem = code;
        return status(newStatus);
    }

    public TraceMaker clientGone(int newStatus) {
        gone = true;
        return status(newStatus);
    }

    public TraceMaker key(@Nullable String value) {
        key = value;
        return this;
    }

    public TraceMaker startedAt(Instant value) {
        startedAt = value;
        return this;
    }

    public TraceMaker function(@Nullable String name) {
        function = name;
        return this;
    }

    public TraceMaker runtime(String value) {
        runtime = value;
        return this;
    }

    /** The function was not called. */
    public TraceMaker notCalled() {
        call = null;
        return this;
    }

    public TraceMaker waited(long millis) {
        call = new Trace.Call(
                CALL, Duration.ofMillis(millis), Duration.ofMillis(millis).plusNanos(380_000));
        return this;
    }

    public TraceMaker decided(Step step, String outcome, String detail) {
        decisions.add(new Decided(new Told(step, outcome, detail), 10_000L * (decisions.size() + 1)));
        return this;
    }

    public Trace make() {
        return new Trace(
                id,
                null,
                "2222222222222222",
                inboundId,
                method,
                path,
                query,
                status,
                problem,
                gone,
                key,
                startedAt,
                Duration.ofNanos(41_200_000),
                decisions,
                function,
                function == null ? null : runtime,
                call,
                null);
    }

    /** A call to another server. */
    public static Span fetch(String parent, long afterMillis, Map<String, String> attributes) {
        return new Span(
                ID,
                "3333333333333333",
                parent,
                Span.Kind.CLIENT,
                "create_order",
                "POST api.example.com",
                START.plusMillis(afterMillis),
                Duration.ofMillis(31),
                attributes);
    }

    /** A run of a queued invocation. */
    public static Span run(String spanId, long afterMillis, Map<String, String> attributes) {
        return new Span(
                ID,
                spanId,
                "2222222222222222",
                Span.Kind.CONSUMER,
                "send_receipt",
                "run of send_receipt",
                START.plusMillis(afterMillis),
                Duration.ofMillis(12),
                attributes);
    }

    public static LogEvent log(@Nullable String span, long afterMillis, LogEvent.Level level, String text) {
        return log(span, afterMillis, level, text, Map.of());
    }

    public static LogEvent log(
            @Nullable String span,
            long afterMillis,
            LogEvent.Level level,
            String text,
            Map<String, String> attributes) {
        return new LogEvent(
                span == null ? null : ID, span, "create_order", START.plusMillis(afterMillis), level, text, attributes);
    }

    private record Told(Step step, String outcome, String detail) implements Decision {}
}

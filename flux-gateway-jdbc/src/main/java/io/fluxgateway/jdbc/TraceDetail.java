package io.fluxgateway.jdbc;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fluxgateway.exchange.Decided;
import io.fluxgateway.exchange.Decision;
import io.fluxgateway.exchange.Step;
import io.fluxgateway.trace.Trace;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What of a trace has no column of its own; kept as JSON, so the names of its parts are part of the schema. */
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
record TraceDetail(
        String span,
        @Nullable String parent,
        @Nullable String inboundId,
        @Nullable String query,
        @Nullable String problem,
        boolean gone,
        @Nullable String runtime,
        @Nullable String callSpan,
        long callWaited,
        long callStarted,
        @Nullable List<Row> steps) {

    @JsonInclude(JsonInclude.Include.NON_DEFAULT)
    record Row(String step, String outcome, @Nullable String detail, long at) {}

    static TraceDetail of(Trace trace) {
        Trace.Call call = trace.call();
        return new TraceDetail(
                trace.spanId(),
                trace.parentSpanId(),
                trace.inboundRequestId(),
                trace.query(),
                trace.problem(),
                trace.clientGone(),
                trace.runtime(),
                call == null ? null : call.spanId(),
                call == null ? 0 : call.waited().toNanos(),
                call == null ? 0 : call.started().toNanos(),
                trace.decisions().stream().map(TraceDetail::row).toList());
    }

    private static Row row(Decided decided) {
        Decision decision = decided.decision();
        return new Row(decision.step().name(), decision.outcome(), decision.detail(), decided.atNanos());
    }

    Trace.@Nullable Call call() {
        return callSpan == null
                ? null
                : new Trace.Call(callSpan, Duration.ofNanos(callWaited), Duration.ofNanos(callStarted));
    }

    List<Decided> decisions() {
        return steps == null
                ? List.of()
                : steps.stream().map(TraceDetail::decided).toList();
    }

    private static Decided decided(Row row) {
        String detail = row.detail == null ? "" : row.detail;
        return new Decided(new Known(Step.valueOf(row.step), row.outcome, detail), row.at);
    }

    /** A decision as it was told. */
    private record Known(Step step, String outcome, String detail) implements Decision {}
}

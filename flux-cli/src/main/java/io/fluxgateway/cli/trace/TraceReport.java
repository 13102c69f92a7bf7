package io.fluxgateway.cli.trace;

import io.fluxgateway.exchange.Decided;
import io.fluxgateway.exchange.Step;
import io.fluxgateway.trace.LogEvent;
import io.fluxgateway.trace.Span;
import io.fluxgateway.trace.Trace;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** All that is known of one trace, as lines: each request with what the gateway decided, then what ran for it. */
public final class TraceReport {
    private static final int NAME_WIDTH = 30;
    private static final int DURATION_WIDTH = 10;
    private static final int STEP_WIDTH = 14;
    private static final int OUTCOME_WIDTH = 17;

    private final List<Trace> traces;
    private final List<Span> spans;
    private final List<LogEvent> logs;
    private final Style style;
    private final ZoneId zone;
    private final List<String> lines = new ArrayList<>();

    /**
     * @param traces the requests, at least one
     * @param spans  what else was timed
     * @param zone   the times are shown in
     */
    public TraceReport(List<Trace> traces, List<Span> spans, List<LogEvent> logs, Style style, ZoneId zone) {
        this.traces = traces;
        this.spans = spans;
        this.logs = logs;
        this.style = style;
        this.zone = zone;
    }

    public List<String> lines() {
        lines.clear();
        for (Trace trace : traces) {
            request(trace);
        }
        for (Span span : spans) {
            if (span.kind() == Span.Kind.CONSUMER) {
                run(span);
            }
        }
        within(null); // what is a part of nothing that is known
        return List.copyOf(lines);
    }

    private void request(Trace trace) {
        String query = trace.query() == null ? "" : "?" + trace.query();
        lines.add(style.bold("trace " + trace.requestId()) + "  "
                + Texts.line(trace.method() + " " + trace.path() + query) + "  "
                + style.byStatus(trace.status(), String.valueOf(trace.status())) + "  " + Texts.of(trace.duration())
                + "   " + style.faint(Texts.date(trace.startedAt(), zone)));
        Trace.Call call = trace.call();
        Duration own = call == null ? trace.duration() : call.started().minus(call.waited());
        lines.add(timed("gateway", own, ""));
        for (Decided decided : trace.decisions()) {
            decision(trace, decided);
        }
        if (trace.clientAddress() != null) {
            detail("client", trace.clientAddress(), "");
        }
        if (trace.inboundRequestId() != null) {
            detail("client's ID", trace.inboundRequestId(), "");
        }
        if (call != null) {
            call(trace, call);
        } else if (trace.problem() != null && !isTold(trace)) {
            lines.add("  " + style.bad(Texts.padded("answer", STEP_WIDTH) + Texts.line(trace.problem())));
        }
        if (trace.clientGone()) {
            lines.add("  " + style.bad("the client left before the response was complete"));
        }
    }

    private void decision(Trace trace, Decided decided) {
        String outcome = decided.decision().outcome();
        boolean found = decided.decision().step() == Step.ROUTE && outcome.equals("ok");
        detail(
                decided.decision().step().label(),
                found && trace.function() != null ? trace.function() : outcome,
                decided.decision().detail());
    }

    private void detail(String name, String outcome, String text) {
        lines.add(("  " + Texts.padded(name, STEP_WIDTH) + Texts.padded(Texts.line(outcome) + "  ", OUTCOME_WIDTH)
                        + Texts.line(text))
                .stripTrailing());
    }

    private void call(Trace trace, Trace.Call call) {
        String runtime = Objects.requireNonNullElse(trace.runtime(), "");
        String function = Objects.requireNonNullElse(trace.function(), "function");
        String problem = trace.problem();
        if (call.waited().toMillis() > 0) {
            lines.add(timed("wait", call.waited(), "until " + function + " was ready"));
        }
        lines.add(timed(
                function,
                trace.duration().minus(call.started()),
                problem != null && !isTold(trace) ? runtime + "   " + style.bad(Texts.line(problem)) : runtime));
        within(call.spanId());
    }

    private void run(Span span) {
        boolean callback = "callback".equals(span.attributes().get("flux.invocation.kind"));
        String what = callback ? "callback" : "from the queue";
        lines.add(timed(span.function(), span.duration(), what + "   " + outcome(span)));
        within(span.spanId());
    }

    /** What happened in a span, in its order. */
    private void within(@Nullable String spanId) {
        List<Map.Entry<Instant, List<String>>> events = new ArrayList<>();
        for (Span span : spans) {
            if (span.kind() != Span.Kind.CONSUMER && isIn(spanId, span.parentSpanId())) {
                events.add(Map.entry(
                        span.startedAt(),
                        List.of(timed("  fetch " + Texts.line(span.name()), span.duration(), outcome(span)))));
            }
        }
        for (LogEvent event : logs) {
            if (isIn(spanId, event.spanId())) {
                events.add(Map.entry(event.at(), log(event)));
            }
        }
        events.stream()
                .sorted(Map.Entry.comparingByKey(Comparator.naturalOrder()))
                .forEach(e -> lines.addAll(e.getValue()));
    }

    private boolean isIn(@Nullable String wanted, @Nullable String parent) {
        return wanted == null ? !isShown(parent) : wanted.equals(parent);
    }

    private boolean isShown(@Nullable String spanId) {
        boolean called = traces.stream().anyMatch(trace -> {
            Trace.Call call = trace.call();
            return call != null && call.spanId().equals(spanId);
        });
        return called
                || spans.stream()
                        .anyMatch(span -> span.kind() == Span.Kind.CONSUMER
                                && span.spanId().equals(spanId));
    }

    private List<String> log(LogEvent event) {
        String level = event.level().name().toLowerCase(Locale.ROOT);
        String head = "  log  " + Texts.padded(level, 5) + "  ";
        List<String> shown = new ArrayList<>();
        for (String line : Texts.lines(event.text())) {
            String whole = (shown.isEmpty() ? head : " ".repeat(head.length())) + line;
            shown.add(event.level() == LogEvent.Level.ERROR ? style.bad(whole) : whole);
        }
        String thrown = thrownAt(event);
        if (!event.text().contains(thrown)) { // as a stack trace does
            shown.add(" ".repeat(head.length()) + style.faint("at " + Texts.line(thrown)));
        }
        return shown;
    }

    /** File and line; empty if they are not known. */
    private static String thrownAt(LogEvent event) {
        String file = event.attributes().get("code.file.path");
        return file == null ? "" : file + ":" + event.attributes().get("code.line.number");
    }

    private String outcome(Span span) {
        String status = span.attributes().get("http.response.status_code");
        String error = span.attributes().get("error.type");
        return status != null ? status : error == null ? "" : style.bad(Texts.line(error));
    }

    private static boolean isTold(Trace trace) {
        return trace.decisions().stream().anyMatch(d -> d.decision().outcome().equals(trace.problem()));
    }

    private static String timed(String name, Duration duration, String text) {
        return (Texts.padded(name, NAME_WIDTH) + Texts.right(Texts.of(duration), DURATION_WIDTH) + "   " + text)
                .stripTrailing();
    }
}

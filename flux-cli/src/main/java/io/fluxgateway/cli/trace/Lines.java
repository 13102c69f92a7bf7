package io.fluxgateway.cli.trace;

import io.fluxgateway.exchange.Decided;
import io.fluxgateway.exchange.Decision;
import io.fluxgateway.trace.LogEvent;
import io.fluxgateway.trace.Trace;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Objects;

/** One line a request, and one a line that a function logged, below one another. Not thread-safe. */
public final class Lines {
    /** How much of an ID is shown: unique among a million with a chance of 99.9 %, and can be given to {@code flux trace}. */
    private static final int ID_DIGITS = 8;

    private static final int REQUEST_WIDTH = 26;
    /** What is longer is shown whole by {@code flux trace} and {@code --json}. */
    private static final int LONGEST_REQUEST = 80;

    private static final int LONGEST_REASON = 200;
    private static final int DURATION_WIDTH = 8;
    private static final int NAME_WIDTH = 17;
    private static final int LEVEL_WIDTH = 5;
    private static final int FIRST_ERROR = 400;

    private final Style style;
    private final ZoneId zone;
    // Columns that have become wider stay so, or they would be ragged.
    private int requestWidth = REQUEST_WIDTH;
    private int nameWidth = NAME_WIDTH;

    /**
     * @param zone the times are shown in
     */
    public Lines(Style style, ZoneId zone) {
        this.style = style;
        this.zone = zone;
    }

    /** {@code 14:22:03  POST /create_order   429    0 ms   staging   5be02c11   rate limit: 0/120 left}. */
    public String of(Trace trace) {
        String request = Texts.shortened(Texts.line(trace.method() + " " + trace.path()), LONGEST_REQUEST);
        String key = Objects.requireNonNullElse(trace.keyName(), "-");
        requestWidth = Math.max(requestWidth, request.length());
        nameWidth = Math.max(nameWidth, key.length());
        String line = Texts.time(trace.startedAt(), zone) + "  "
                + Texts.padded(request, requestWidth) + "   "
                + style.byStatus(trace.status(), String.valueOf(trace.status()))
                + Texts.right(Texts.rounded(trace.duration()), DURATION_WIDTH) + "   "
                + Texts.padded(key, nameWidth) + "   "
                + style.faint(digits(trace.requestId()));
        String reason = Texts.shortened(Texts.line(reason(trace)), LONGEST_REASON);
        return reason.isEmpty() ? line : line + "   " + reason;
    }

    /** Why it did not go well; empty if it did. */
    private static String reason(Trace trace) {
        if (trace.clientGone()) {
            return "the client left";
        }
        String problem = trace.problem();
        if (problem == null) {
            return trace.status() >= FIRST_ERROR && trace.call() != null ? "answer of " + trace.function() : "";
        }
        for (Decided decided : trace.decisions()) {
            Decision decision = decided.decision();
            if (decision.outcome().equals(problem)) {
                String detail = decision.detail().isEmpty() ? problem : decision.detail();
                return decision.step().label() + ": " + detail;
            }
        }
        return problem;
    }

    /** {@code 14:22:01.123  create_order   info   9c3e7f1a   order saved}; what has several lines is indented. */
    public String of(LogEvent event) {
        String traceId = event.traceId();
        String level = Texts.padded(event.level().name().toLowerCase(Locale.ROOT), LEVEL_WIDTH);
        nameWidth = Math.max(nameWidth, event.function().length());
        return Texts.millis(event.at(), zone) + "  "
                + Texts.padded(event.function(), nameWidth) + "  "
                + (event.level() == LogEvent.Level.ERROR ? style.bad(level) : level) + "  "
                + style.faint(traceId == null ? Texts.padded("-", ID_DIGITS) : digits(traceId)) + "  "
                + String.join("\n    ", Texts.lines(event.text()));
    }

    private static String digits(String id) {
        return id.substring(0, Math.min(ID_DIGITS, id.length()));
    }
}

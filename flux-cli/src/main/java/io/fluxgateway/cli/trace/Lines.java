package io.fluxgateway.cli.trace;

import io.fluxgateway.exchange.Decided;
import io.fluxgateway.exchange.Decision;
import io.fluxgateway.trace.LogEvent;
import io.fluxgateway.trace.Trace;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Objects;

/** One line a request, and one a line that a function logged. */
public final class Lines {
    /** How much of an ID is shown: unique among a million with a chance of 99.99 %, and can be given to {@code flux trace}. */
    private static final int ID_DIGITS = 8;

    private static final int REQUEST_WIDTH = 26;
    private static final int DURATION_WIDTH = 8;
    private static final int NAME_WIDTH = 17;
    private static final int LEVEL_WIDTH = 5;

    private Lines() {}

    /** {@code 14:22:03  POST /create_order   429    0 ms   staging   5be02c11   rate limit: 0/120 left}. */
    public static String of(Trace trace, Style style, ZoneId zone) {
        String line = Texts.time(trace.startedAt(), zone) + "  "
                + Texts.padded(Texts.harmless(trace.method() + " " + trace.path()), REQUEST_WIDTH) + "   "
                + style.byStatus(trace.status(), String.valueOf(trace.status()))
                + Texts.right(Texts.rounded(trace.duration()), DURATION_WIDTH) + "   "
                + Texts.padded(Objects.requireNonNullElse(trace.keyName(), "-"), NAME_WIDTH) + "   "
                + style.faint(shortened(trace.requestId()));
        String reason = reason(trace);
        return reason.isEmpty() ? line : line + "   " + reason;
    }

    private static String reason(Trace trace) {
        if (trace.clientGone()) {
            return "the client left";
        }
        String problem = trace.problem();
        if (problem == null) {
            return "";
        }
        for (Decided decided : trace.decisions()) {
            Decision decision = decided.decision();
            if (decision.outcome().equals(problem)) {
                String detail = decision.detail().isEmpty() ? problem : decision.detail();
                return decision.step().label() + ": " + Texts.harmless(detail);
            }
        }
        return problem;
    }

    /** {@code 14:22:01.123  create_order   info   9c3e7f1a   order saved}. */
    public static String of(LogEvent event, Style style, ZoneId zone) {
        String traceId = event.traceId();
        String level = Texts.padded(event.level().name().toLowerCase(Locale.ROOT), LEVEL_WIDTH);
        return Texts.millis(event.at(), zone) + "  "
                + Texts.padded(event.function(), NAME_WIDTH) + "  "
                + (event.level() == LogEvent.Level.ERROR ? style.bad(level) : level) + "  "
                + style.faint(traceId == null ? "-".repeat(ID_DIGITS) : shortened(traceId)) + "  "
                + Texts.harmless(event.text());
    }

    static String shortened(String id) {
        return id.substring(0, Math.min(ID_DIGITS, id.length()));
    }
}

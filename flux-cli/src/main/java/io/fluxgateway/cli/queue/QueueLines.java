package io.fluxgateway.cli.queue;

import io.fluxgateway.cli.project.Columns;
import io.fluxgateway.cli.trace.Texts;
import io.fluxgateway.invocation.Invocation;
import io.fluxgateway.invocation.InvocationState;
import io.fluxgateway.invocation.InvocationStatus;
import io.fluxgateway.invocation.Outcome;
import io.fluxgateway.invocation.QueueStats;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** What is in a queue, one invocation a line. */
public final class QueueLines {
    /** How much of an ID is shown: unique among a million with a chance of 99.9 %, and can be given to {@code flux queue show}. */
    private static final int ID_DIGITS = 8;
    /** What is longer is shown whole by {@code flux queue show}. */
    private static final int LONGEST_REASON = 80;

    private final Instant now;
    private final Function<Instant, String> age;

    /**
     * @param age how long ago something was, in words
     */
    public QueueLines(Instant now, Function<Instant, String> age) {
        this.now = now;
        this.age = age;
    }

    /** {@code 12 queued, 3 running, 2 dead; the oldest has been due for 42 s}. */
    public static String of(QueueStats stats) {
        String counts = stats.queued() + " queued, " + stats.running() + " running, " + stats.dead() + " dead";
        Duration oldest = stats.oldestDue();
        return oldest == null ? counts : counts + "; the oldest has been due for " + span(oldest);
    }

    /** {@code 3 minutes ago   5be02c11   send_receipt   dead   4 attempts   status 503}, below one another. */
    public List<String> of(List<InvocationState> states) {
        Columns columns = new Columns("   ");
        for (InvocationState state : states) {
            columns.row(
                    age.apply(state.acceptedAt()),
                    state.invocation().id().substring(0, ID_DIGITS),
                    name(state.invocation()),
                    state.status().text(),
                    attempts(state),
                    happened(state));
        }
        return columns.lines();
    }

    /** A line with the whole ID, to choose by. */
    public String candidate(InvocationState state) {
        return String.join(
                "   ",
                state.invocation().id(),
                age.apply(state.acceptedAt()),
                name(state.invocation()),
                state.status().text());
    }

    /** {@code send_receipt}, {@code callback of send_receipt}. */
    static String name(Invocation invocation) {
        return invocation.kind() == Invocation.Kind.CALLBACK
                ? "callback of " + invocation.function()
                : invocation.function();
    }

    static String attempts(InvocationState state) {
        return state.attempts() + (state.attempts() == 1 ? " attempt" : " attempts");
    }

    private String happened(InvocationState state) {
        List<String> parts = new ArrayList<>();
        Outcome last = state.last();
        if (last != null) {
            parts.add(Texts.shortened(Texts.line(outcome(last)), LONGEST_REASON));
        }
        Instant due = state.dueAt();
        if (state.status() == InvocationStatus.QUEUED && due != null) {
            parts.add(due(due));
        }
        return String.join("; ", parts);
    }

    /** {@code status 503}, {@code function_timeout: It took too long.}. */
    static String outcome(Outcome outcome) {
        Outcome.Response response = outcome.response();
        if (response != null) {
            return "status " + response.status();
        }
        return outcome.error() + (outcome.detail() == null ? "" : ": " + outcome.detail());
    }

    /** {@code next in 12 s}, {@code due for 3 min}. */
    String due(Instant at) {
        Duration left = Duration.between(now, at);
        return left.isNegative() || left.isZero() ? "due for " + span(left.negated()) : "next in " + span(left);
    }

    /** In one or two units: {@code 12 s}, {@code 3 min 20 s}, {@code 5 h 2 min}, {@code 3 d 4 h}. */
    private static String span(Duration span) {
        if (span.toSeconds() < 60) {
            return span.toSeconds() + " s";
        }
        if (span.toHours() < 1) {
            return two(span.toMinutes(), "min", span.toSecondsPart(), "s");
        }
        return span.toDays() < 1
                ? two(span.toHours(), "h", span.toMinutesPart(), "min")
                : two(span.toDays(), "d", span.toHoursPart(), "h");
    }

    private static String two(long large, String unit, int small, String smallUnit) {
        return large + " " + unit + (small == 0 ? "" : " " + small + " " + smallUnit);
    }
}

package io.fluxgateway.cli;

import io.fluxgateway.cli.trace.JsonLines;
import io.fluxgateway.cli.trace.Lines;
import io.fluxgateway.cli.trace.Style;
import io.fluxgateway.cli.trace.TraceReport;
import io.fluxgateway.jdbc.SqliteTraceReader;
import io.fluxgateway.trace.LogEvent;
import io.fluxgateway.trace.Span;
import io.fluxgateway.trace.Trace;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code flux trace}. */
@Command(
        name = "trace",
        description = "Show what became of a request: what the gateway decided, what its function did and logged.")
final class TraceCommand extends TraceStoreCommand {
    private static final int LONGEST = 32;
    private static final int MOST_SHOWN = 10;

    @Parameters(
            arity = "1..2",
            hideParamSyntax = true,
            paramLabel = "ID",
            description = "The request's ID, from the x-request-id of its response; its first digits do if no other ID"
                    + " starts with them. The whole line of the response does as well.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private List<String> words;

    private String id = "";

    @Override
    void check() {
        String given = String.join(" ", words).strip();
        id = given.toLowerCase(Locale.ROOT).replaceFirst("^x-request-id:\\s*", "");
        if (!id.matches("[0-9a-f]{1," + LONGEST + "}")) {
            throw wrongUsage("ID: \"" + given + "\" (expected: 1 to " + LONGEST
                    + " hexadecimal digits, as in the x-request-id of a response)");
        }
    }

    @Override
    void run(SqliteTraceReader store) throws CommandFailedException {
        SortedMap<String, List<Trace>> matching = store.tracesStartingWith(id, MOST_SHOWN + 1);
        if (matching.isEmpty()) {
            throw new CommandFailedException("no trace starts with " + id + ": it is recorded when the request is over,"
                    + " and kept for 7 days (\"flux tail --last 20\" shows the last ones)");
        }
        if (matching.size() > 1) {
            Lines lines = new Lines(Style.PLAIN, zone());
            matching.entrySet().stream()
                    .limit(MOST_SHOWN)
                    .forEach(one -> err("  " + one.getKey() + "   "
                            + lines.of(one.getValue().get(0))));
            throw new CommandFailedException(
                    (matching.size() > MOST_SHOWN ? "more than " + MOST_SHOWN : matching.size()) + " traces start with "
                            + id + ", see above; give more digits");
        }
        String found = matching.firstKey();
        List<Trace> traces = matching.values().iterator().next();
        List<Span> spans = store.spans(found);
        List<LogEvent> logs = store.logs(found);
        if (Math.max(traces.size(), Math.max(spans.size(), logs.size())) == SqliteTraceReader.MOST_OF_A_TRACE) {
            err("This trace is long: the first " + SqliteTraceReader.MOST_OF_A_TRACE + " of each are shown.");
        }
        if (json()) {
            traces.forEach(trace -> out(JsonLines.of(trace, spans, logs)));
        } else {
            new TraceReport(traces, spans, logs, style(), zone()).lines().forEach(this::out);
        }
    }
}

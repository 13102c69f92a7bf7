package io.fluxgateway.cli;

import io.fluxgateway.cli.trace.JsonLines;
import io.fluxgateway.cli.trace.Lines;
import io.fluxgateway.cli.trace.Style;
import io.fluxgateway.cli.trace.TraceReport;
import io.fluxgateway.jdbc.TraceReader;
import io.fluxgateway.trace.LogEvent;
import io.fluxgateway.trace.Span;
import io.fluxgateway.trace.Trace;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * What {@code flux trace} shows.
 *
 * @param id   how the ID starts, in lower case
 * @param json whether it is for programs
 */
record TraceView(String id, boolean json) implements View {
    private static final int MOST_SHOWN = 10;

    @Override
    public void show(TraceReader store, Console console) throws CommandFailedException {
        SortedMap<String, List<Trace>> matching = store.tracesStartingWith(id, MOST_SHOWN + 1);
        if (matching.isEmpty()) {
            throw new CommandFailedException("no trace starts with " + id + ": it is recorded when the request is over,"
                    + " and kept for 7 days (\"flux tail --last 20\" shows the last ones)");
        }
        if (matching.size() > 1) {
            throw ambiguous(matching, console);
        }
        String found = matching.firstKey();
        List<Trace> traces = matching.values().iterator().next();
        List<Span> spans = store.spans(found);
        List<LogEvent> logs = store.logs(found);
        if (Math.max(traces.size(), Math.max(spans.size(), logs.size())) == TraceReader.MOST_OF_A_TRACE) {
            console.err("This trace is long: the first " + TraceReader.MOST_OF_A_TRACE + " of each are shown.");
        }
        if (json) {
            for (Trace trace : traces) {
                console.out(JsonLines.of(trace, spans, logs));
            }
        } else {
            for (String line : new TraceReport(traces, spans, logs, console.style(), console.zone()).lines()) {
                console.out(line);
            }
        }
    }

    private CommandFailedException ambiguous(SortedMap<String, List<Trace>> matching, Console console) {
        Lines lines = new Lines(Style.PLAIN, console.zone());
        int shown = 0;
        for (Map.Entry<String, List<Trace>> one : matching.entrySet()) {
            if (shown++ < MOST_SHOWN) {
                console.err(
                        "  " + one.getKey() + "   " + lines.of(one.getValue().get(0)));
            }
        }
        return new CommandFailedException((matching.size() > MOST_SHOWN ? "more than " + MOST_SHOWN : matching.size())
                + " traces start with " + id + ", see above; give more digits");
    }
}

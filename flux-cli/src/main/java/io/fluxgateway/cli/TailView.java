package io.fluxgateway.cli;

import io.fluxgateway.cli.trace.JsonLines;
import io.fluxgateway.cli.trace.Lines;
import io.fluxgateway.jdbc.Numbered;
import io.fluxgateway.jdbc.TraceReader;
import io.fluxgateway.trace.Trace;
import io.fluxgateway.trace.TraceFilter;
import java.util.List;

/**
 * What {@code flux tail --last} shows.
 *
 * @param most how many of the last requests
 * @param json whether it is for programs
 */
record TailView(TraceFilter filter, int most, boolean json) implements View {
    static final int MOST = 10_000;

    @Override
    public void show(TraceReader store, Console console) {
        List<Numbered<Trace>> last = store.lastTraces(filter, most);
        Lines lines = new Lines(console.style(), console.zone());
        for (Numbered<Trace> one : last) {
            console.out(line(one.value(), lines));
        }
        if (last.isEmpty()) {
            console.err("No such request was recorded.");
        }
    }

    String line(Trace trace, Lines lines) {
        return json ? JsonLines.of(trace) : lines.of(trace);
    }
}

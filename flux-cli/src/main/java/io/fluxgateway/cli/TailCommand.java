package io.fluxgateway.cli;

import io.fluxgateway.cli.trace.Lines;
import io.fluxgateway.jdbc.Numbered;
import io.fluxgateway.jdbc.TraceReader;
import io.fluxgateway.trace.Trace;
import io.fluxgateway.trace.TraceFilter;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code flux tail}. */
@Command(
        name = "tail",
        description = "Show the requests of a project as they end, one a line.",
        footer = {"  flux tail", "  flux tail --status 5xx --function create_order", "  flux tail --last 20 --json"})
final class TailCommand extends TraceStoreCommand {
    private static final int SHOWN_AT_FIRST = 10;
    private static final int CLASS = 100;

    @Option(names = "--status", paramLabel = "404|5xx", description = "Only requests answered with it.")
    private @Nullable String status;

    @Option(names = "--function", paramLabel = "NAME", description = "Only requests that were routed to it.")
    private @Nullable String function;

    @Option(names = "--key", paramLabel = "NAME", description = "Only requests made with that API key.")
    private @Nullable String key;

    @Option(names = "--path", paramLabel = "PATH", description = "Only requests for that path, or one below it.")
    private @Nullable String path;

    @Option(names = "--last", paramLabel = "N", description = "Show the last N requests, and end.")
    private @Nullable Integer last;

    @Option(names = "--follow", description = "Go on with new requests, also after --last. Default without --last.")
    private boolean follow;

    private TraceFilter filter = TraceFilter.ALL;

    @Override
    void check() {
        if (last != null && (last < 1 || last > TailView.MOST)) {
            throw wrongUsage("--last: " + last + " (expected: 1 to " + TailView.MOST + ")");
        }
        if (path != null && !path.startsWith("/")) {
            throw wrongUsage("--path: \"" + path + "\" (expected: a path that starts with /)");
        }
        filter = new TraceFilter(lowest(), highest(), function, key, path);
    }

    private int lowest() {
        if (status == null) {
            return 0;
        }
        if (status.matches("[1-5]xx")) {
            return CLASS * (status.charAt(0) - '0');
        }
        if (status.matches("[1-5][0-9][0-9]")) {
            return Integer.parseInt(status);
        }
        throw wrongUsage("--status: \"" + status + "\" (expected: a status such as 404, or a class such as 5xx)");
    }

    private int highest() {
        return status == null ? Integer.MAX_VALUE : status.endsWith("xx") ? lowest() + CLASS - 1 : lowest();
    }

    @Override
    void run(TraceReader store) {
        Console console = console();
        TailView view = new TailView(filter, last == null ? SHOWN_AT_FIRST : last, json());
        if (last != null && !follow) {
            view.show(store, console);
            return;
        }
        Lines lines = new Lines(console.style(), console.zone());
        Consumer<Trace> show = trace -> console.out(view.line(trace, lines));
        long number = store.lastTraceNumber();
        for (Numbered<Trace> one : store.lastTraces(filter, view.most())) {
            show.accept(one.value());
            number = Math.max(number, one.number());
        }
        while (pause()) {
            number = show(
                    number, store.lastTraceNumber(), (after, most) -> store.tracesAfter(after, filter, most), show);
        }
    }
}

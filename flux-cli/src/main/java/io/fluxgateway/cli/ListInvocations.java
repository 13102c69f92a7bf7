package io.fluxgateway.cli;

import io.fluxgateway.invocation.InvocationFilter;
import io.fluxgateway.invocation.InvocationStatus;
import java.util.Iterator;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Lists queued invocations: {@code flux queue list}, and {@code flux queue} itself. */
abstract class ListInvocations extends QueueStoreCommand {
    private static final int DEFAULT_LAST = 20;

    @Option(
            names = "--status",
            paramLabel = "STATUS",
            completionCandidates = Statuses.class,
            description = "Only those of that status: one of ${COMPLETION-CANDIDATES}.")
    private @Nullable String status;

    @Option(names = "--function", paramLabel = "NAME", description = "Only those of that function.")
    private @Nullable String function;

    @Option(names = "--last", paramLabel = "N", description = "Show the last N. Default: 20.")
    private int last = DEFAULT_LAST;

    @Option(names = "--json", description = "One JSON object a line, for programs.")
    private boolean json;

    private InvocationFilter filter = new InvocationFilter(null, null, "", DEFAULT_LAST);

    @Override
    final void checkOptions() {
        if (last < 1 || last > QueueListView.MOST) {
            throw wrongUsage("--last: " + last + " (expected: 1 to " + QueueListView.MOST + ")");
        }
        filter = new InvocationFilter(status == null ? null : status(status), function, "", last);
    }

    private InvocationStatus status(String text) {
        return Stream.of(InvocationStatus.values())
                .filter(one -> one.text().equals(text.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> wrongUsage(
                        "--status: \"" + text + "\" (expected one of " + String.join(", ", new Statuses()) + ")"));
    }

    @Override
    final QueueView view() {
        return new QueueListView(filter, json);
    }

    /** What there is to choose from; for the help and for shells too. */
    static final class Statuses implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Stream.of(InvocationStatus.values())
                    .map(InvocationStatus::text)
                    .iterator();
        }
    }
}

package io.fluxgateway.cli;

import io.fluxgateway.cli.queue.Invocations;
import io.fluxgateway.cli.queue.QueueJson;
import io.fluxgateway.cli.queue.QueueLines;
import io.fluxgateway.invocation.InvocationFilter;
import io.fluxgateway.invocation.InvocationState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What {@code flux queue list} shows.
 *
 * @param json whether it is for programs
 */
record QueueListView(InvocationFilter filter, boolean json) implements QueueView {
    static final int MOST = 10_000;

    @Override
    public void show(Invocations queue, Console console) {
        List<InvocationState> states = queue.list(filter);
        if (json) {
            // Again, one by one: the list has no bodies.
            for (InvocationState state : states) {
                queue.find(state.invocation().id()).map(QueueJson::of).ifPresent(console::out);
            }
            return;
        }
        console.out(QueueLines.of(queue.stats()));
        lines(console).of(states).forEach(console::out);
        if (states.isEmpty()) {
            console.err(
                    filter.status() == null && filter.function() == null
                            ? "Nothing was queued lately. Functions with \"async\": true are."
                            : "There is none like that.");
        }
    }

    static QueueLines lines(Console console) {
        Instant now = console.surroundings().clock().instant();
        return new QueueLines(now, at -> Age.of(Duration.between(at, now)));
    }
}

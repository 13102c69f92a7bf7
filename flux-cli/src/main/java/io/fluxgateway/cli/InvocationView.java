package io.fluxgateway.cli;

import io.fluxgateway.cli.queue.InvocationReport;
import io.fluxgateway.cli.queue.Invocations;
import io.fluxgateway.cli.queue.QueueJson;
import io.fluxgateway.invocation.InvocationState;

/**
 * What {@code flux queue show} shows.
 *
 * @param json whether it is for programs
 */
record InvocationView(InvocationId id, boolean json) implements QueueView {
    @Override
    public void show(Invocations queue, Console console) throws CommandFailedException {
        InvocationState state = id.find(queue, console);
        if (json) {
            console.out(QueueJson.of(state));
        } else {
            String keyName = queue.keyName(state.invocation()).orElse(null);
            new InvocationReport(state, keyName, QueueListView.lines(console), console.zone())
                    .lines()
                    .forEach(console::out);
        }
    }
}

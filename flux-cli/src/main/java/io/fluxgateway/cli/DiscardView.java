package io.fluxgateway.cli;

import io.fluxgateway.cli.queue.Invocations;
import io.fluxgateway.invocation.InvocationState;
import io.fluxgateway.invocation.InvocationStatus;

/** What {@code flux queue discard} does. */
record DiscardView(InvocationId id) implements QueueView {
    @Override
    public void show(Invocations queue, Console console) throws CommandFailedException {
        InvocationState state = id.find(queue, console);
        String found = state.invocation().id();
        if (!queue.discard(found)) {
            InvocationStatus now = queue.find(found).orElse(state).status();
            throw new CommandFailedException(found + " is not discarded: "
                    + (now == InvocationStatus.DISCARDED ? "it was before" : "it has succeeded"));
        }
        console.err("Discarded " + found + "."
                + (state.status() == InvocationStatus.RUNNING
                        ? " The attempt that runs just now goes on to its end; its result is not kept."
                        : ""));
    }
}

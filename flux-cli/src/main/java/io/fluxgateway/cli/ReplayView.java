package io.fluxgateway.cli;

import io.fluxgateway.cli.queue.Invocations;
import io.fluxgateway.invocation.InvocationState;

/** What {@code flux queue replay ID} does. */
record ReplayView(InvocationId id) implements QueueView {
    @Override
    public void show(Invocations queue, Console console) throws CommandFailedException {
        InvocationState state = id.find(queue, console);
        String found = state.invocation().id();
        if (!queue.replay(found)) {
            // As it is now: it may have changed since.
            InvocationState now = queue.find(found).orElse(state);
            throw new CommandFailedException(found + " is not replayed: " + reason(now));
        }
        console.err("Replayed " + found + ".");
    }

    /** What {@code flux queue replay --all-dead} does. */
    static QueueView allDead() {
        return (queue, console) -> {
            int count = queue.replayDead();
            console.err(
                    count == 0
                            ? "There are no dead letters."
                            : "Replayed " + count + (count == 1 ? " dead letter." : " dead letters."));
        };
    }

    private static String reason(InvocationState state) {
        return switch (state.status()) {
            case QUEUED -> "it is queued, and runs when it is due";
            case RUNNING -> "it is running";
            case SUCCEEDED -> "it has succeeded; what is to be done again is called again";
            case DISCARDED -> "it was discarded";
            case FAILED, DEAD -> "another process has just changed it; try again";
        };
    }
}

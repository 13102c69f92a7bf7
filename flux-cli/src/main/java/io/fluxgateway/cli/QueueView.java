package io.fluxgateway.cli;

import io.fluxgateway.cli.queue.Invocations;

/** Something to show of a queue, or to change in it. */
@FunctionalInterface
interface QueueView {
    void show(Invocations queue, Console console) throws CommandFailedException;
}

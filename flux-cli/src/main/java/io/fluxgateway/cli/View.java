package io.fluxgateway.cli;

import io.fluxgateway.jdbc.TraceReader;

/** Something to show of what was recorded. */
@FunctionalInterface
interface View {
    void show(TraceReader store, Console console) throws CommandFailedException;
}

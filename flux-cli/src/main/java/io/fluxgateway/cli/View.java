package io.fluxgateway.cli;

import io.fluxgateway.jdbc.SqliteTraceReader;

/** Something to show of what was recorded. */
@FunctionalInterface
interface View {
    void show(SqliteTraceReader store, Console console) throws CommandFailedException;
}

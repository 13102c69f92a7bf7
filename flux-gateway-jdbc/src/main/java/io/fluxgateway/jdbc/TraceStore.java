package io.fluxgateway.jdbc;

import io.fluxgateway.trace.TraceSink;

/**
 * Records traces and log lines in a database. Recording never waits: what is recorded is written within about a tenth of a
 * second by one thread, and dropped and counted when that cannot keep up, successes first. Thread-safe.
 */
public sealed interface TraceStore extends TraceSink, AutoCloseable permits SqliteTraceStore, PostgresTraceStore {
    /** How many traces, spans and log lines were written since the store was opened. */
    long recorded();

    /** How many traces, spans and log lines were dropped since the store was opened. */
    long dropped();

    /** Writes what was recorded so far, within a few seconds, and closes the database. Idempotent. */
    @Override
    void close();
}

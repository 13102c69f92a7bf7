package io.fluxgateway.jdbc;

import io.fluxgateway.trace.LogEvent;
import io.fluxgateway.trace.Span;
import io.fluxgateway.trace.Trace;

/**
 * Traces and log lines of one project in a PostgreSQL database, 14 or later, in the schema that {@link PostgresStore} uses as
 * well. Any number of nodes write to it, and each finds what any of them wrote. Another project's are never seen.
 *
 * <p>It writes on a connection of its own; while the server is away what is recorded waits, and is dropped and counted when
 * it is too much. A crash of the server may lose the last moments ({@code synchronous_commit = off}). Thread-safe.
 */
public final class PostgresTraceStore extends PostgresTraceReader implements TraceStore {
    private final TraceBacklog backlog;
    private final TraceWriter writer;

    private PostgresTraceStore(PostgresDatabase database, PostgresTraceStoreBuilder options) {
        super(database, options.project());
        backlog = new TraceBacklog(options.maxWaiting());
        writer = new TraceWriter(new PostgresTraceTarget(database, options.project()), backlog, options);
        writer.start();
    }

    /**
     * Opens the store in a database; makes schema and tables as needed. Several processes may do so at once.
     *
     * @param jdbcUrl as {@link PostgresStore#open(String)} takes it
     * @param project whose traces are written and read
     * @throws IllegalArgumentException if it is no such URL; the message shows no credentials
     * @throws StoreException if the database cannot be used, is of a newer version or of another program, or the driver is
     *     missing; the message shows no password
     */
    public static PostgresTraceStore open(String jdbcUrl, String project) {
        return at(jdbcUrl, project).open();
    }

    /**
     * Opens the store with other limits than the defaults, or only to read it.
     *
     * @throws IllegalArgumentException as {@link #open(String, String)} does
     * @throws StoreException           if the driver is missing
     */
    public static PostgresTraceStoreBuilder at(String jdbcUrl, String project) {
        return new PostgresTraceStoreBuilder(PostgresUrl.parse(jdbcUrl), project);
    }

    static PostgresTraceStore open(PostgresTraceStoreBuilder options) {
        PostgresDatabase database = new PostgresDatabase(options.url(), READERS);
        try {
            var unused = database.initialize(PostgresMigrations.ofTraces(), connection -> database);
            return new PostgresTraceStore(database, options);
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    @Override
    public void accept(Trace trace) {
        backlog.add(trace);
    }

    @Override
    public void accept(Span span) {
        backlog.addPart(span);
    }

    @Override
    public void accept(LogEvent event) {
        backlog.addPart(event);
    }

    @Override
    public long recorded() {
        return writer.recorded();
    }

    @Override
    public long dropped() {
        return backlog.dropped();
    }

    @Override
    public void close() {
        writer.close();
        super.close();
    }
}

package io.fluxgateway.jdbc;

import io.fluxgateway.trace.LogEvent;
import io.fluxgateway.trace.Span;
import io.fluxgateway.trace.Trace;
import java.nio.file.Path;

/**
 * Traces and log lines in one SQLite file, {@code traces.db} in a state folder, apart from keys and settings. Any number
 * of processes may write to it and read it. Thread-safe.
 */
public final class SqliteTraceStore extends SqliteTraceReader implements TraceStore {
    private final TraceBacklog backlog;
    private final TraceWriter writer;

    SqliteTraceStore(SqliteTraceStoreBuilder options) {
        super(StateFolder.prepare(options.stateDir()));
        backlog = new TraceBacklog(options.maxWaiting());
        writer = new TraceWriter(new SqliteTraceTarget(database()), backlog, options);
        writer.start();
    }

    /**
     * Opens the store in a folder; makes folder, file and tables as needed.
     *
     * @throws StoreException if the folder cannot be used, or the file is damaged, of a newer version or of another program
     */
    public static SqliteTraceStore open(Path stateDir) {
        return at(stateDir).open();
    }

    /** Opens the store with other limits than the defaults. */
    public static SqliteTraceStoreBuilder at(Path stateDir) {
        return new SqliteTraceStoreBuilder(stateDir);
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

package io.fluxgateway.cli;

import static org.awaitility.Awaitility.await;

import io.fluxgateway.cli.dev.Projects;
import io.fluxgateway.cli.trace.TraceMaker;
import io.fluxgateway.jdbc.SqliteTraceStore;
import io.fluxgateway.trace.LogEvent;
import io.fluxgateway.trace.Span;
import io.fluxgateway.trace.Trace;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;

/** A project whose traces were recorded by a server that is still there. */
final class RecordedProject implements AutoCloseable {
    /** Stands still when the traces begin: by the clock of today they are too old to be kept. */
    private static final Clock CLOCK = Clock.fixed(TraceMaker.START, ZoneOffset.UTC);

    private final Path folder;
    private final SqliteTraceStore store;

    RecordedProject(Path folder) {
        this.folder = folder;
        Projects.httpFunction(folder, "create_order");
        store = SqliteTraceStore.at(folder.resolve(".flux")).clock(CLOCK).open();
    }

    Path folder() {
        return folder;
    }

    /** Records requests, in that order. */
    RecordedProject with(Trace... traces) {
        for (Trace trace : traces) {
            long before = store.lastTraceNumber();
            store.accept(trace);
            await().until(() -> store.lastTraceNumber() > before);
        }
        return this;
    }

    /** Records many requests, in any order. */
    RecordedProject withAtOnce(Trace... traces) {
        long before = store.lastTraceNumber();
        for (Trace trace : traces) {
            store.accept(trace);
        }
        await().until(() -> store.lastTraceNumber() == before + traces.length);
        return this;
    }

    RecordedProject with(Span span) {
        store.accept(span);
        await().until(() -> store.spans(span.traceId()).contains(span));
        return this;
    }

    RecordedProject with(LogEvent... events) {
        for (LogEvent event : events) {
            long before = store.lastLogNumber();
            store.accept(event);
            await().until(() -> store.lastLogNumber() > before);
        }
        return this;
    }

    FluxCall flux(String... args) {
        return FluxCall.in(folder, args);
    }

    @Override
    public void close() {
        store.close();
    }
}

package io.fluxgateway.jdbc;

import java.nio.file.Path;
import java.time.Duration;

/** Describes how a {@link SqliteTraceStore} is opened. Everything but the folder has a default. Not thread-safe. */
public final class SqliteTraceStoreBuilder extends TraceStoreBuilder<SqliteTraceStoreBuilder> {
    public static final Duration DEFAULT_BUSY_TIMEOUT = Duration.ofSeconds(1);

    private final Path stateDir;

    SqliteTraceStoreBuilder(Path stateDir) {
        this.stateDir = stateDir;
    }

    /**
     * Opens the store.
     *
     * @throws StoreException as {@link SqliteTraceStore#open} does
     */
    @Override
    public SqliteTraceStore open() {
        return new SqliteTraceStore(this);
    }

    @Override
    SqliteTraceStoreBuilder self() {
        return this;
    }

    Path stateDir() {
        return stateDir;
    }
}

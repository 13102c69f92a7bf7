package io.fluxgateway.jdbc;

import org.jspecify.annotations.Nullable;

/** Describes how a {@link PostgresTraceStore} is opened. Everything but URL and project has a default. Not thread-safe. */
public final class PostgresTraceStoreBuilder extends TraceStoreBuilder<PostgresTraceStoreBuilder> {
    private final PostgresUrl url;
    private final String project;
    private @Nullable String user;
    private @Nullable String password;

    PostgresTraceStoreBuilder(PostgresUrl url, String project) {
        this.url = url;
        this.project = project;
    }

    /** Who connects, if the URL does not say so. Default: the user of this process, as the driver has it. */
    public PostgresTraceStoreBuilder user(String name) {
        this.user = name;
        return this;
    }

    /** Its password, if the URL has none. Default: none, or what {@code ~/.pgpass} says. */
    public PostgresTraceStoreBuilder password(String secret) {
        this.password = secret;
        return this;
    }

    /**
     * Opens the store.
     *
     * @throws StoreException as {@link PostgresTraceStore#open} does
     */
    @Override
    public PostgresTraceStore open() {
        return PostgresTraceStore.open(this);
    }

    /**
     * Opens what was recorded, only to read it. Makes nothing.
     *
     * @throws StoreException if nothing was ever recorded there, or the database cannot be used or is of a newer version
     */
    public PostgresTraceReader openExisting() {
        return PostgresTraceReader.openExisting(this);
    }

    @Override
    PostgresTraceStoreBuilder self() {
        return this;
    }

    PostgresUrl url() {
        return url.with(user, password);
    }

    String project() {
        return project;
    }
}

package io.fluxgateway.jdbc;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Describes how a {@link PostgresStore} is opened. Everything but the URL has a default. Not thread-safe. */
public final class PostgresStoreBuilder extends StoreBuilder<PostgresStoreBuilder> {
    public static final int DEFAULT_MAX_CONNECTIONS = 4;
    public static final Duration DEFAULT_STATEMENT_TIMEOUT = Duration.ofSeconds(8);
    public static final Duration DEFAULT_RESYNC_INTERVAL = Duration.ofSeconds(2);

    /** One writes, one listens. */
    private static final int OTHER_THAN_READERS = 2;

    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private final PostgresUrl url;
    private @Nullable String user;
    private @Nullable String password;
    private int maxConnections = DEFAULT_MAX_CONNECTIONS;
    private Duration statementTimeout = DEFAULT_STATEMENT_TIMEOUT;
    private Duration resyncInterval = DEFAULT_RESYNC_INTERVAL;

    PostgresStoreBuilder(PostgresUrl url) {
        this.url = url;
    }

    /** Who connects, if the URL does not say so. Default: the user of this process, as the driver has it. */
    public PostgresStoreBuilder user(String name) {
        this.user = name;
        return this;
    }

    /** Its password, if the URL has none. Default: none, or what {@code ~/.pgpass} says. */
    public PostgresStoreBuilder password(String secret) {
        this.password = secret;
        return this;
    }

    /** Most connections to the server: one that writes, one that listens, and those that read. At least 3. Default: 4. */
    public PostgresStoreBuilder maxConnections(int connections) {
        this.maxConnections = atLeast(OTHER_THAN_READERS + 1, "maxConnections", connections);
        return this;
    }

    /** How long one statement may take, half of it waiting for others who write: 100 ms to 1 minute. Default: 8 seconds. */
    public PostgresStoreBuilder statementTimeout(Duration timeout) {
        this.statementTimeout = reasonable("statementTimeout", timeout);
        return this;
    }

    /** How often to look for changes in any case, should a notification be lost: 100 ms to 1 minute. Default: 2 seconds. */
    public PostgresStoreBuilder resyncInterval(Duration interval) {
        this.resyncInterval = reasonable("resyncInterval", interval);
        return this;
    }

    /**
     * Opens the store.
     *
     * @throws StoreException as {@link PostgresStore#open(String)} does
     */
    @Override
    public PostgresStore open() {
        return PostgresStore.open(this);
    }

    @Override
    PostgresStoreBuilder self() {
        return this;
    }

    @Override
    int readers() {
        return maxConnections - OTHER_THAN_READERS;
    }

    PostgresUrl url() {
        return url.with(user, password);
    }

    Duration statementTimeout() {
        return statementTimeout;
    }

    Duration resyncInterval() {
        return resyncInterval;
    }

    private static Duration reasonable(String option, Duration value) {
        if (value.compareTo(SHORTEST) < 0 || value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(option + ": " + value + " (expected: 100 ms to 1 minute)");
        }
        return value;
    }
}

package io.fluxgateway.jdbc;

import java.time.Clock;

/**
 * What can be chosen for every {@link Store}, wherever it is. Everything has a default. Not thread-safe.
 *
 * @param <B> the builder itself
 */
public abstract sealed class StoreBuilder<B extends StoreBuilder<B>> permits SqliteStoreBuilder, PostgresStoreBuilder {
    public static final int DEFAULT_MAX_CACHED_KEYS = 10_000;
    public static final int DEFAULT_MAX_CACHED_UNKNOWN_KEYS = 10_000;
    public static final int DEFAULT_MAX_PENDING_LOADS = 1_000;

    private int maxCachedKeys = DEFAULT_MAX_CACHED_KEYS;
    private int maxCachedUnknownKeys = DEFAULT_MAX_CACHED_UNKNOWN_KEYS;
    private int maxPendingLoads = DEFAULT_MAX_PENDING_LOADS;
    private Clock clock = Clock.systemUTC();

    StoreBuilder() {}

    /** Most keys that are kept warm. Default: 10000. */
    public final B maxCachedKeys(int keys) {
        this.maxCachedKeys = atLeast(1, "maxCachedKeys", keys);
        return self();
    }

    /** Most digests of which is kept that there is no such key. They take no room from the keys. Default: 10000. */
    public final B maxCachedUnknownKeys(int digests) {
        this.maxCachedUnknownKeys = atLeast(1, "maxCachedUnknownKeys", digests);
        return self();
    }

    /** Most keys that wait to be read; a further one fails at once. Default: 1000. */
    public final B maxPendingLoads(int loads) {
        this.maxPendingLoads = atLeast(1, "maxPendingLoads", loads);
        return self();
    }

    /** Tells when a key was revoked, and in SQLite what is due in a queue. Default: the system's clock. */
    public final B clock(Clock source) {
        this.clock = source;
        return self();
    }

    /**
     * Opens the store.
     *
     * @throws StoreException if it cannot be used; the message says why and what to do
     */
    public abstract Store open();

    /** Most reads at a time. */
    abstract int readers();

    abstract B self();

    final int maxCachedKeys() {
        return maxCachedKeys;
    }

    final int maxCachedUnknownKeys() {
        return maxCachedUnknownKeys;
    }

    final int maxPendingLoads() {
        return maxPendingLoads;
    }

    final Clock clock() {
        return clock;
    }

    static int atLeast(int least, String option, int value) {
        if (value < least) {
            throw new IllegalArgumentException(option + ": " + value + " (expected: at least " + least + ")");
        }
        return value;
    }
}

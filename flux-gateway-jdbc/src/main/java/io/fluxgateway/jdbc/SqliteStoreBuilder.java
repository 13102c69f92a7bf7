package io.fluxgateway.jdbc;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

/** Describes how a {@link SqliteStore} is opened. Everything but the folder has a default. Not thread-safe. */
public final class SqliteStoreBuilder {
    public static final int DEFAULT_MAX_CACHED_KEYS = 10_000;
    public static final int DEFAULT_MAX_CACHED_UNKNOWN_KEYS = 10_000;
    public static final int DEFAULT_READERS = 2;
    public static final int DEFAULT_MAX_PENDING_LOADS = 1_000;
    public static final Duration DEFAULT_POLL_INTERVAL = Duration.ofMillis(50);
    public static final Duration DEFAULT_BUSY_TIMEOUT = Duration.ofSeconds(5);
    public static final long DEFAULT_MAX_JOURNAL_BYTES = 16L << 20;

    private static final Duration LONGEST_POLL_INTERVAL = Duration.ofMillis(500);
    private static final Duration LONGEST_BUSY_TIMEOUT = Duration.ofMinutes(1);

    private final Path stateDir;
    private int maxCachedKeys = DEFAULT_MAX_CACHED_KEYS;
    private int maxCachedUnknownKeys = DEFAULT_MAX_CACHED_UNKNOWN_KEYS;
    private int readers = DEFAULT_READERS;
    private int maxPendingLoads = DEFAULT_MAX_PENDING_LOADS;
    private Duration pollInterval = DEFAULT_POLL_INTERVAL;
    private Duration busyTimeout = DEFAULT_BUSY_TIMEOUT;
    private long maxJournalBytes = DEFAULT_MAX_JOURNAL_BYTES;
    private Clock clock = Clock.systemUTC();

    SqliteStoreBuilder(Path stateDir) {
        this.stateDir = stateDir;
    }

    /** Most keys that are kept warm. Default: 10000. */
    public SqliteStoreBuilder maxCachedKeys(int keys) {
        this.maxCachedKeys = atLeastOne("maxCachedKeys", keys);
        return this;
    }

    /** Most digests of which is kept that there is no such key. They take no room from the keys. Default: 10000. */
    public SqliteStoreBuilder maxCachedUnknownKeys(int digests) {
        this.maxCachedUnknownKeys = atLeastOne("maxCachedUnknownKeys", digests);
        return this;
    }

    /** Most reads at a time; each has its connection and, for keys that are not warm, its thread. Default: 2. */
    public SqliteStoreBuilder readers(int count) {
        this.readers = atLeastOne("readers", count);
        return this;
    }

    /** Most keys that wait to be read; a further one fails at once. Default: 1000. */
    public SqliteStoreBuilder maxPendingLoads(int loads) {
        this.maxPendingLoads = atLeastOne("maxPendingLoads", loads);
        return this;
    }

    /** How often to look for changes made by other processes: 1 ms to 500 ms. Default: 50 ms. */
    public SqliteStoreBuilder pollInterval(Duration interval) {
        if (interval.toMillis() < 1 || interval.compareTo(LONGEST_POLL_INTERVAL) > 0) {
            throw new IllegalArgumentException("pollInterval: " + interval + " (expected: 1 ms to 500 ms)");
        }
        this.pollInterval = interval;
        return this;
    }

    /** How long to wait while another process writes: 0 to 1 minute. Default: 5 seconds. */
    public SqliteStoreBuilder busyTimeout(Duration timeout) {
        if (timeout.isNegative() || timeout.compareTo(LONGEST_BUSY_TIMEOUT) > 0) {
            throw new IllegalArgumentException("busyTimeout: " + timeout + " (expected: 0 to 1 minute)");
        }
        this.busyTimeout = timeout;
        return this;
    }

    /** Size to which the write-ahead log is cut back once it is written to the database. Default: 16 MiB. */
    public SqliteStoreBuilder maxJournalBytes(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("maxJournalBytes: " + bytes + " (expected: at least 0)");
        }
        this.maxJournalBytes = bytes;
        return this;
    }

    /** Tells when a key was revoked. Default: the system's clock. */
    public SqliteStoreBuilder clock(Clock source) {
        this.clock = source;
        return this;
    }

    /**
     * Opens the store.
     *
     * @throws StoreException as {@link SqliteStore#open} does
     */
    public SqliteStore open() {
        return new SqliteStore(this);
    }

    Path stateDir() {
        return stateDir;
    }

    int maxCachedKeys() {
        return maxCachedKeys;
    }

    int maxCachedUnknownKeys() {
        return maxCachedUnknownKeys;
    }

    int readers() {
        return readers;
    }

    int maxPendingLoads() {
        return maxPendingLoads;
    }

    Duration pollInterval() {
        return pollInterval;
    }

    Duration busyTimeout() {
        return busyTimeout;
    }

    long maxJournalBytes() {
        return maxJournalBytes;
    }

    Clock clock() {
        return clock;
    }

    private static int atLeastOne(String option, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(option + ": " + value + " (expected: at least 1)");
        }
        return value;
    }
}

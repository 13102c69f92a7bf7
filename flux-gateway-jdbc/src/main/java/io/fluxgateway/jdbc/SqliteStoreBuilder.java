package io.fluxgateway.jdbc;

import java.nio.file.Path;
import java.time.Duration;

/** Describes how a {@link SqliteStore} is opened. Everything but the folder has a default. Not thread-safe. */
public final class SqliteStoreBuilder extends StoreBuilder<SqliteStoreBuilder> {
    public static final int DEFAULT_READERS = 2;
    public static final Duration DEFAULT_POLL_INTERVAL = Duration.ofMillis(50);
    public static final Duration DEFAULT_BUSY_TIMEOUT = Duration.ofSeconds(5);
    public static final long DEFAULT_MAX_JOURNAL_BYTES = 16L << 20;

    private static final Duration LONGEST_POLL_INTERVAL = Duration.ofMillis(500);
    private static final Duration LONGEST_BUSY_TIMEOUT = Duration.ofMinutes(1);

    private final Path stateDir;
    private int readers = DEFAULT_READERS;
    private Duration pollInterval = DEFAULT_POLL_INTERVAL;
    private Duration busyTimeout = DEFAULT_BUSY_TIMEOUT;
    private long maxJournalBytes = DEFAULT_MAX_JOURNAL_BYTES;

    SqliteStoreBuilder(Path stateDir) {
        this.stateDir = stateDir;
    }

    /** Most reads at a time; each has its connection and, for keys that are not warm, its thread. Default: 2. */
    public SqliteStoreBuilder readers(int count) {
        this.readers = atLeast(1, "readers", count);
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

    /**
     * Opens the store.
     *
     * @throws StoreException as {@link SqliteStore#open} does
     */
    @Override
    public SqliteStore open() {
        return SqliteStore.open(this);
    }

    @Override
    SqliteStoreBuilder self() {
        return this;
    }

    Path stateDir() {
        return stateDir;
    }

    @Override
    int readers() {
        return readers;
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
}

package io.fluxgateway.jdbc;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

/** Describes how a {@link SqliteTraceStore} is opened. Everything but the folder has a default. Not thread-safe. */
public final class SqliteTraceStoreBuilder {
    public static final Duration DEFAULT_MAX_AGE = Duration.ofDays(7);
    public static final long DEFAULT_MAX_TRACES = 1_000_000;
    public static final int DEFAULT_MAX_WAITING = 16_384;
    /** Of all processors, for the default of {@link #writerShare}. */
    public static final double DEFAULT_WRITER_PART = 0.05;

    public static final Duration DEFAULT_BUSY_TIMEOUT = Duration.ofSeconds(1);

    private final Path stateDir;
    private Duration maxAge = DEFAULT_MAX_AGE;
    private long maxTraces = DEFAULT_MAX_TRACES;
    private int maxWaiting = DEFAULT_MAX_WAITING;
    private double writerShare =
            Math.min(1, Math.max(0.1, DEFAULT_WRITER_PART * Runtime.getRuntime().availableProcessors()));
    private Clock clock = Clock.systemUTC();

    SqliteTraceStoreBuilder(Path stateDir) {
        this.stateDir = stateDir;
    }

    /** After how long traces and log lines are forgotten, more than zero. Default: 7 days. */
    public SqliteTraceStoreBuilder maxAge(Duration age) {
        if (age.isNegative() || age.isZero()) {
            throw new IllegalArgumentException("maxAge: " + age + " (expected: more than zero)");
        }
        this.maxAge = age;
        return this;
    }

    /** How many traces are kept; also how many log lines, and spans inside of functions. Default: 1000000. */
    public SqliteTraceStoreBuilder maxTraces(long traces) {
        if (traces < 1) {
            throw new IllegalArgumentException("maxTraces: " + traces + " (expected: at least 1)");
        }
        this.maxTraces = traces;
        return this;
    }

    /** How many traces, spans and log lines may wait to be written, in memory; more are dropped. Default: 16384. */
    public SqliteTraceStoreBuilder maxWaiting(int items) {
        if (items < 1) {
            throw new IllegalArgumentException("maxWaiting: " + items + " (expected: at least 1)");
        }
        this.maxWaiting = items;
        return this;
    }

    /**
     * The share of one processor that writing may take, more than 0 and at most 1. Default: a twentieth of all processors
     * that there are, but at least a tenth of one.
     */
    public SqliteTraceStoreBuilder writerShare(double processors) {
        if (!(processors > 0 && processors <= 1)) {
            throw new IllegalArgumentException("writerShare: " + processors + " (expected: more than 0, at most 1)");
        }
        this.writerShare = processors;
        return this;
    }

    /** Tells how old traces are. Default: the system's clock. */
    public SqliteTraceStoreBuilder clock(Clock source) {
        this.clock = source;
        return this;
    }

    /**
     * Opens the store.
     *
     * @throws StoreException as {@link SqliteTraceStore#open} does
     */
    public SqliteTraceStore open() {
        return new SqliteTraceStore(this);
    }

    Path stateDir() {
        return stateDir;
    }

    Duration maxAge() {
        return maxAge;
    }

    long maxTraces() {
        return maxTraces;
    }

    int maxWaiting() {
        return maxWaiting;
    }

    double writerShare() {
        return writerShare;
    }

    Clock clock() {
        return clock;
    }
}

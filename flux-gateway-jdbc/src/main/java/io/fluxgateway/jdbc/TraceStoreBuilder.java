package io.fluxgateway.jdbc;

import java.time.Clock;
import java.time.Duration;

/**
 * What can be chosen for every {@link TraceStore}, wherever it is. Everything has a default. Not thread-safe.
 *
 * @param <B> the builder itself
 */
public abstract sealed class TraceStoreBuilder<B extends TraceStoreBuilder<B>>
        permits SqliteTraceStoreBuilder, PostgresTraceStoreBuilder {
    public static final Duration DEFAULT_MAX_AGE = Duration.ofDays(7);
    public static final long DEFAULT_MAX_TRACES = 1_000_000;
    public static final int DEFAULT_MAX_WAITING = 16_384;
    /** Of all processors, for the default of {@link #writerShare}. */
    public static final double DEFAULT_WRITER_PART = 0.05;

    private Duration maxAge = DEFAULT_MAX_AGE;
    private long maxTraces = DEFAULT_MAX_TRACES;
    private int maxWaiting = DEFAULT_MAX_WAITING;
    private double writerShare =
            Math.min(1, Math.max(0.1, DEFAULT_WRITER_PART * Runtime.getRuntime().availableProcessors()));
    private Clock clock = Clock.systemUTC();

    TraceStoreBuilder() {}

    /** After how long traces and log lines are forgotten, more than zero. Default: 7 days. */
    public final B maxAge(Duration age) {
        if (age.isNegative() || age.isZero()) {
            throw new IllegalArgumentException("maxAge: " + age + " (expected: more than zero)");
        }
        this.maxAge = age;
        return self();
    }

    /** How many traces are kept; also how many log lines, and spans inside of functions. Default: 1000000. */
    public final B maxTraces(long traces) {
        if (traces < 1) {
            throw new IllegalArgumentException("maxTraces: " + traces + " (expected: at least 1)");
        }
        this.maxTraces = traces;
        return self();
    }

    /** How many traces, spans and log lines may wait to be written, in memory; more are dropped. Default: 16384. */
    public final B maxWaiting(int items) {
        if (items < 1) {
            throw new IllegalArgumentException("maxWaiting: " + items + " (expected: at least 1)");
        }
        this.maxWaiting = items;
        return self();
    }

    /**
     * The share of one processor that writing may take, more than 0 and at most 1. Default: a twentieth of all processors
     * that there are, but at least a tenth of one.
     */
    public final B writerShare(double processors) {
        if (!(processors > 0 && processors <= 1)) {
            throw new IllegalArgumentException("writerShare: " + processors + " (expected: more than 0, at most 1)");
        }
        this.writerShare = processors;
        return self();
    }

    /** Tells how old traces are. Default: the system's clock. */
    public final B clock(Clock source) {
        this.clock = source;
        return self();
    }

    /**
     * Opens the store.
     *
     * @throws StoreException if it cannot be used; the message says why and what to do
     */
    public abstract TraceStore open();

    abstract B self();

    final Duration maxAge() {
        return maxAge;
    }

    final long maxTraces() {
        return maxTraces;
    }

    final int maxWaiting() {
        return maxWaiting;
    }

    final double writerShare() {
        return writerShare;
    }

    final Clock clock() {
        return clock;
    }
}

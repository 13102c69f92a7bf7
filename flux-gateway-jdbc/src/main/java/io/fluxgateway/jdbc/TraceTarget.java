package io.fluxgateway.jdbc;

import java.util.List;

/** Where traces are written to. Used by one thread, save for {@link #abort}. */
interface TraceTarget extends AutoCloseable {
    /**
     * Writes a batch whole or not at all.
     *
     * @throws StoreException if it may go well later, with the same batch
     */
    void write(List<Object> batch);

    /**
     * Takes away the oldest rows that are too old or too many.
     *
     * @param oldest microseconds since 1970; what started earlier goes
     * @param most   how many rows may stay
     * @param count  how many may go at once
     * @return how many went
     * @throws StoreException if that failed
     */
    int prune(TraceTable table, long oldest, long most, long count);

    /** Makes what is under way fail soon. For any thread. */
    void abort();

    @Override
    void close();
}

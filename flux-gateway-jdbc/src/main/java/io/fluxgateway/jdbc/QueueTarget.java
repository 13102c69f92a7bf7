package io.fluxgateway.jdbc;

import java.sql.SQLException;
import java.util.List;

/** Where a queue is written to. Used by one thread, save for {@link #abort}. */
interface QueueTarget extends AutoCloseable {
    /**
     * Does all or nothing, in one transaction, and sets what comes of each. On disk when this returns.
     *
     * @throws StoreException if none can be done for now
     */
    void run(List<QueueOperation<?>> batch) throws SQLException;

    /** Whether an error may be due to one of several operations, while the others could be done. */
    boolean isOfOne(SQLException error);

    /** One line that says what is wrong and what to do. */
    StoreException explain(SQLException error);

    /** Breaks off what is under way. */
    void abort();

    @Override
    void close();
}

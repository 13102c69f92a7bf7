package io.fluxgateway.jdbc;

import io.fluxgateway.invocation.InvocationQueue;
import io.fluxgateway.invocation.QueueLimits;
import io.fluxgateway.testkit.InvocationQueueContract;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** What holds for the queue in any database, seen by two stores as by two processes. */
abstract class JdbcQueueCases extends InvocationQueueContract {
    static final String PROJECT = "shop";

    private final List<Store> stores = new ArrayList<>();

    /** The database under test: the same one throughout a test, and empty at its start. */
    abstract TestDatabase database();

    /** A store in it, with the clock of the test where it goes by one. */
    abstract Store openStore();

    @Override
    protected InvocationQueue open(QueueLimits limits) {
        Store store = openStore();
        stores.add(store);
        return store.queue(PROJECT, limits);
    }

    @AfterEach
    void closeStores() {
        stores.forEach(Store::close);
    }
}

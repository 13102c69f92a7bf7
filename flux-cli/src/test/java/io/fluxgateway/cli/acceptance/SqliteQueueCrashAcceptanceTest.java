package io.fluxgateway.cli.acceptance;

import io.fluxgateway.jdbc.SqliteStore;
import io.fluxgateway.jdbc.Store;

class SqliteQueueCrashAcceptanceTest extends QueueCrashCases {
    @Override
    String database() {
        return temporary.resolve("state").toString();
    }

    @Override
    Store open() {
        return SqliteStore.open(temporary.resolve("state"));
    }
}

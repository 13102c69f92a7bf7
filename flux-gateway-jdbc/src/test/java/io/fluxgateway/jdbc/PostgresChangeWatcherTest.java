package io.fluxgateway.jdbc;

class PostgresChangeWatcherTest extends ChangeWatcherCases {
    private final PostgresSchema database = new PostgresSchema();

    @Override
    TestDatabase database() {
        return database;
    }
}

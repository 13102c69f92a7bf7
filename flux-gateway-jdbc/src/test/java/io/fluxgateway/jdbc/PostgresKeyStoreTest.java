package io.fluxgateway.jdbc;

class PostgresKeyStoreTest extends KeyStoreCases {
    private final PostgresSchema database = new PostgresSchema();

    @Override
    TestDatabase database() {
        return database;
    }
}

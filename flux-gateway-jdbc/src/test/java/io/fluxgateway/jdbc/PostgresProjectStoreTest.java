package io.fluxgateway.jdbc;

class PostgresProjectStoreTest extends ProjectStoreCases {
    private final PostgresSchema database = new PostgresSchema();

    @Override
    TestDatabase database() {
        return database;
    }
}

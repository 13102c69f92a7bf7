package io.fluxgateway.jdbc;

class PostgresKeyUsesTest extends KeyUsesCases {
    private final PostgresSchema database = new PostgresSchema();

    @Override
    TestDatabase database() {
        return database;
    }
}

package io.fluxgateway.jdbc;

class PostgresDatabaseTroubleTest extends DatabaseTroubleCases {
    private final PostgresSchema database = new PostgresSchema();

    @Override
    TestDatabase database() {
        return database;
    }
}

package io.fluxgateway.jdbc;

class PostgresDeploymentStoreTest extends DeploymentStoreCases {
    private final PostgresSchema database = new PostgresSchema();

    @Override
    TestDatabase database() {
        return database;
    }
}

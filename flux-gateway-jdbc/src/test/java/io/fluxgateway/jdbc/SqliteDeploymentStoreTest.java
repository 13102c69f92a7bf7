package io.fluxgateway.jdbc;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteDeploymentStoreTest extends DeploymentStoreCases {
    @TempDir
    Path folder;

    @Override
    TestDatabase database() {
        return new SqliteFile(folder);
    }
}

package io.fluxgateway.jdbc;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteKeyStoreTest extends KeyStoreCases {
    @TempDir
    Path folder;

    @Override
    TestDatabase database() {
        return new SqliteFile(folder);
    }
}

package io.fluxgateway.jdbc;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteKeyUsesTest extends KeyUsesCases {
    @TempDir
    Path folder;

    @Override
    TestDatabase database() {
        return new SqliteFile(folder);
    }
}

package io.fluxgateway.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteDatabaseTroubleTest extends DatabaseTroubleCases {
    @TempDir
    Path folder;

    @Override
    TestDatabase database() {
        return new SqliteFile(folder);
    }

    @Test
    void nothingIsWrittenToAFileThatWasRemoved() throws Exception {
        SqliteStore store = SqliteStore.open(folder);
        KeyFixture warm = KeyFixture.in(store, "shop", "warm");
        assertThat(warm.found(store)).isEqualTo(warm.key());

        Files.delete(store.file());

        assertThatThrownBy(() -> KeyFixture.in(store, "shop", "lost"))
                .isInstanceOf(StoreException.class)
                .hasMessage(store.file() + " was moved, removed or replaced while it was in use;"
                        + " start this process again");
        assertThat(warm.found(store)).isEqualTo(warm.key());
        store.close();
    }
}

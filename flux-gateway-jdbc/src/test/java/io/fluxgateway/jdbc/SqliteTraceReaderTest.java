package io.fluxgateway.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteTraceReaderTest {
    @TempDir
    Path folder;

    @Test
    void whereNothingWasRecordedNothingIsMade() {
        Path missing = folder.resolve("none");

        for (Path empty : new Path[] {missing, folder}) {
            assertThatThrownBy(() -> SqliteTraceReader.openExisting(empty))
                    .isInstanceOf(StoreException.class)
                    .hasMessage("nothing was recorded so far: there is no " + empty.resolve("traces.db"));
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aFileThatAServerHasJustMadeIsEmpty() throws Exception {
        Files.createFile(folder.resolve("traces.db"));

        try (SqliteTraceReader reader = SqliteTraceReader.openExisting(folder)) {
            assertThat(reader.lastTraceNumber()).isZero();
            assertThat(reader.tracesStartingWith("", 1)).isEmpty();
        }
    }
}

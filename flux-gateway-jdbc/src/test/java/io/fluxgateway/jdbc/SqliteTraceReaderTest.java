package io.fluxgateway.jdbc;

import static io.fluxgateway.jdbc.TraceFixture.NOON;
import static io.fluxgateway.jdbc.TraceFixture.log;
import static io.fluxgateway.jdbc.TraceFixture.trace;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fluxgateway.trace.TraceFilter;
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
    void itReadsWhatAStoreRecordedAndHasNoWriter() {
        try (SqliteTraceStore store = SqliteTraceStore.open(folder)) {
            store.accept(trace("1".repeat(32), 200));
            store.accept(log(null, NOON, "a"));
        }

        try (SqliteTraceReader reader = SqliteTraceReader.openExisting(folder)) {
            assertThat(reader.traces("1".repeat(32))).hasSize(1);
            assertThat(reader.lastTraceNumber()).isEqualTo(1);
            assertThat(reader.lastLogNumber()).isEqualTo(1);
            assertThat(Thread.getAllStackTraces().keySet())
                    .extracting(Thread::getName)
                    .doesNotContain("flux-trace-writer");
            assertThat(reader.lastTraces(TraceFilter.ALL, 10)).hasSize(1);
        }
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

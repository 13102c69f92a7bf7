package io.fluxgateway.jdbc;

import static io.fluxgateway.jdbc.TraceFixture.NOON;
import static io.fluxgateway.jdbc.TraceFixture.log;
import static io.fluxgateway.jdbc.TraceFixture.trace;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

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

    @Test
    void anIdIsFoundByItsStartOnlyWhateverIsBesideItInItsBlock() {
        String id = "abcd".repeat(8);
        try (SqliteTraceStore store = SqliteTraceStore.open(folder)) {
            store.accept(trace(id, 200));
            store.accept(trace("cdab".repeat(8), 200));
            store.accept(trace("00".repeat(16), 200));
        }

        try (SqliteTraceReader reader = SqliteTraceReader.openExisting(folder)) {
            for (int digits = 1; digits <= id.length(); digits++) {
                assertThat(reader.tracesStartingWith(id.substring(0, digits), 2).keySet())
                        .containsExactly(id);
            }
            assertThat(reader.tracesStartingWith("bc", 2)).isEmpty();
            assertThat(reader.tracesStartingWith("abcdcdab", 2)).isEmpty();
            assertThat(reader.tracesStartingWith("0", 2)).hasSize(1);
            assertThat(reader.tracesStartingWith("", 4)).hasSize(3);
        }
    }

    @Test
    void manyMayReadWhatOneWrites() {
        try (SqliteTraceStore store = SqliteTraceStore.open(folder);
                SqliteTraceReader reader = SqliteTraceReader.openExisting(folder);
                SqliteTraceReader another = SqliteTraceReader.openExisting(folder)) {
            assertThat(reader.lastTraceNumber()).isZero();
            store.accept(trace("1".repeat(32), 200));
            await().until(() -> store.recorded() == 1);

            assertThat(reader.lastTraceNumber()).isEqualTo(1);
            assertThat(another.lastTraceNumber()).isEqualTo(1);
        }
    }
}

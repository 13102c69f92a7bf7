package io.fluxgateway.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fluxgateway.invocation.Admission;
import io.fluxgateway.invocation.Invocation;
import io.fluxgateway.invocation.InvocationQueue;
import io.fluxgateway.invocation.Lease;
import io.fluxgateway.invocation.QueueLimits;
import io.fluxgateway.testkit.ManualClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The queue's file cannot be written for a while. */
class SqliteQueueTroubleTest {
    private static final int MANY = 1_000;

    @TempDir
    Path folder;

    private final ManualClock clock = new ManualClock(Instant.parse("2026-05-01T12:00:00Z"));
    private SqliteStore store;
    private SqliteQueueStorage storage;
    private Connection writing;
    private InvocationQueue queue;

    @BeforeEach
    void open() throws SQLException {
        SqliteStoreBuilder options =
                SqliteStore.at(folder).busyTimeout(Duration.ofMillis(100)).clock(clock);
        store = options.open();
        storage = SqliteQueueStorage.open(StateFolder.prepare(folder), options);
        QueueSurvey survey = new QueueSurvey(storage.reader("shop"), QueueLimits.DEFAULT, Runnable::run);
        SqliteQueueTarget target =
                new SqliteQueueTarget(storage.database(), "shop", QueueLimits.DEFAULT, survey, options.clock());
        writing = target.connected().connection();
        QueueWriter writer = new QueueWriter(target);
        queue = new JdbcInvocationQueue(writer, survey, Runnable::run);
        writer.start();
    }

    @AfterEach
    void close() {
        queue.close();
        storage.close();
        store.close();
    }

    @Test
    void whileTheDiskIsFullNothingIsAcceptedThatIsNotStored() throws Exception {
        Invocation before = QueueFixture.invocation();
        QueueFixture.offer(queue, before);
        allowPages(pages() + 100);
        List<Invocation> offered = new ArrayList<>();
        Set<String> accepted = new HashSet<>(Set.of(before.id()));
        for (int i = 0; i < 30; i++) {
            List<Invocation> batch = new ArrayList<>();
            for (int j = 0; j < 10; j++) {
                batch.add(QueueFixture.invocation(new byte[5_000]));
            }
            offered.addAll(batch);
            accepted.addAll(QueueFixture.offer(queue, batch));
        }

        assertThat(accepted).hasSizeBetween(2, 299);
        assertThat(stored()).isEqualTo(accepted.size());
        for (Invocation invocation : offered) {
            assertThat(QueueFixture.get(queue.find(invocation.id())).isPresent())
                    .isEqualTo(accepted.contains(invocation.id()));
        }
        assertThatThrownBy(() -> QueueFixture.offer(queue, QueueFixture.invocation(new byte[1_000_000])))
                .hasCauseInstanceOf(StoreException.class)
                .hasMessageEndingWith("queue.db cannot be written: the disk is full; make room and try again");

        allowPages(pages() + 10_000);

        Invocation after = QueueFixture.invocation(new byte[1_000_000]);
        assertThat(QueueFixture.offer(queue, after)).isEqualTo(Admission.ACCEPTED);
        accepted.add(after.id());
        assertThat(QueueFixture.claim(queue, MANY)).extracting(Lease::id).containsExactlyInAnyOrderElementsOf(accepted);
    }

    /** As if the disk had room for so many. */
    private void allowPages(long most) throws SQLException {
        try (Statement statement = writing.createStatement()) {
            statement.execute("PRAGMA max_page_count = " + most);
        }
    }

    private long pages() throws SQLException {
        return Long.parseLong(RawDatabase.read(file(), "PRAGMA page_count"));
    }

    private int stored() throws SQLException {
        return Integer.parseInt(RawDatabase.read(file(), "SELECT count(*) FROM invocation"));
    }

    private Path file() {
        return folder.resolve("queue.db");
    }

    @Test
    void aFileThatAnotherProcessKeepsLockedIsWrittenAgainWhenItLetsGo() throws Exception {
        Invocation before = QueueFixture.invocation();
        QueueFixture.offer(queue, before);
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = other.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");

            assertThatThrownBy(() -> QueueFixture.offer(queue, QueueFixture.invocation()))
                    .hasCauseInstanceOf(StoreException.class)
                    .hasMessageEndingWith("another process keeps it locked; try again, or end that process");
            assertThatThrownBy(() -> QueueFixture.claim(queue, 1)).hasCauseInstanceOf(StoreException.class);
            assertThat(QueueFixture.get(queue.find(before.id())))
                    .as("reading goes on")
                    .isPresent();
        }

        Invocation after = QueueFixture.invocation();
        assertThat(QueueFixture.offer(queue, after)).isEqualTo(Admission.ACCEPTED);
        assertThat(QueueFixture.claim(queue, MANY)).extracting(Lease::id).containsExactly(before.id(), after.id());
    }

    @Test
    void timesAreMendedByTheNextTidyingWhenTheTransactionOfOneFailed() throws Exception {
        Invocation invocation = offeredByAClockThatWasPutBack();
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = other.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");

            assertThatThrownBy(() -> QueueFixture.get(queue.tidy())).hasCauseInstanceOf(StoreException.class);
        }

        QueueFixture.get(queue.tidy());
        assertThat(QueueFixture.claim(queue, MANY)).extracting(Lease::id).containsExactly(invocation.id());
    }

    @Test
    void timesAreMendedByTheNextTidyingWhenTheLookOfOneFailed() throws Exception {
        Invocation invocation = offeredByAClockThatWasPutBack();
        RawDatabase.execute(file(), "ALTER TABLE invocation RENAME TO elsewhere");
        assertThatThrownBy(() -> QueueFixture.get(queue.tidy())).hasCauseInstanceOf(StoreException.class);
        RawDatabase.execute(file(), "ALTER TABLE elsewhere RENAME TO invocation");

        QueueFixture.get(queue.tidy());
        assertThat(QueueFixture.claim(queue, MANY)).extracting(Lease::id).containsExactly(invocation.id());
    }

    private Invocation offeredByAClockThatWasPutBack() throws Exception {
        Invocation invocation = QueueFixture.invocation();
        QueueFixture.offer(queue, invocation);
        clock.advance(Duration.ofHours(-1));
        return invocation;
    }

    @Test
    void nothingIsAcceptedIntoAFileThatWasRemoved() throws Exception {
        QueueFixture.offer(queue, QueueFixture.invocation());

        Files.delete(file());

        assertThatThrownBy(() -> QueueFixture.offer(queue, QueueFixture.invocation()))
                .hasCauseInstanceOf(StoreException.class)
                .hasMessageEndingWith(
                        "queue.db was moved, removed or replaced while it was in use;" + " start this process again");
    }

    @Test
    void theFileIsReadableByItsOwnerOnlyAndOnDiskBeforeAnAnswer() throws Exception {
        assertThat(Files.getPosixFilePermissions(file()))
                .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
        try (Statement statement = writing.createStatement()) {
            assertThat(statement.executeQuery("PRAGMA synchronous").getInt(1))
                    .as("FULL")
                    .isEqualTo(2);
        }
    }
}

package io.fluxgateway.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fluxgateway.invocation.Admission;
import io.fluxgateway.invocation.Submission;
import io.fluxgateway.jdbc.QueueOperation.Offer;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class QueueWriterTest {
    private final Disk disk = new Disk();
    private final QueueWriter writer = new QueueWriter(disk);

    /** Accepts all, as soon as it may. */
    private static final class Disk implements QueueTarget {
        private final Semaphore transactions = new Semaphore(0);
        private final List<Integer> sizes = new CopyOnWriteArrayList<>();
        private volatile Predicate<QueueOperation<?>> fails = operation -> false;
        private volatile boolean alone;
        private volatile boolean closed;

        @Override
        public void run(List<QueueOperation<?>> batch) throws SQLException {
            transactions.acquireUninterruptibly();
            sizes.add(batch.size());
            for (QueueOperation<?> operation : batch) {
                ((Offer) operation).result(Admission.ACCEPTED);
                if (fails.test(operation)) {
                    throw new SQLException("no");
                }
            }
        }

        @Override
        public boolean isOfOne(SQLException error) {
            return alone;
        }

        @Override
        public StoreException explain(SQLException error) {
            return new StoreException("explained", error);
        }

        @Override
        public void abort() {}

        @Override
        public void close() {
            closed = true;
        }
    }

    private Offer add() {
        Offer offer = new Offer(new Submission(QueueFixture.invocation()));
        assertThat(writer.add(offer)).isTrue();
        return offer;
    }

    private List<Offer> add(int count) {
        List<Offer> offers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            offers.add(add());
        }
        return offers;
    }

    /** Starts with one whose transaction is under way. */
    private Offer start() {
        Offer first = add();
        writer.start();
        await().until(disk.transactions::hasQueuedThreads);
        return first;
    }

    @AfterEach
    void close() {
        disk.transactions.release(1_000);
        writer.close();
        assertThat(disk.closed).isTrue();
    }

    @Test
    void whatComesDuringATransactionSharesTheNextOne() throws Exception {
        Offer first = start();
        List<Offer> during = add(100);
        assertThat(first.told()).as("before it is on disk").isNotDone();

        disk.transactions.release(2);

        for (Offer offer : during) {
            assertThat(QueueFixture.get(offer.told())).isEqualTo(Admission.ACCEPTED);
        }
        assertThat(disk.sizes).containsExactly(1, 100);
    }

    @Test
    void aTransactionThatFailsForAllAcceptsNone() throws Exception {
        start();
        List<Offer> all = add(10);
        disk.fails = operation -> operation == all.get(7);
        disk.transactions.release(2);

        for (Offer offer : all) {
            assertThatThrownBy(() -> QueueFixture.get(offer.told()))
                    .hasCauseInstanceOf(StoreException.class)
                    .hasMessageContaining("explained");
        }
        disk.transactions.release();
        assertThat(QueueFixture.get(add().told())).as("afterwards").isEqualTo(Admission.ACCEPTED);
    }

    @Test
    void whatCannotBeWrittenItselfDoesNotHoldUpTheOthers() throws Exception {
        start();
        List<Offer> all = add(10);
        disk.alone = true;
        disk.fails = operation -> operation == all.get(7);
        disk.transactions.release(100);

        for (Offer offer : all) {
            if (offer == all.get(7)) {
                assertThatThrownBy(() -> QueueFixture.get(offer.told())).hasCauseInstanceOf(StoreException.class);
            } else {
                assertThat(QueueFixture.get(offer.told())).isEqualTo(Admission.ACCEPTED);
            }
        }
    }

    @Test
    void listenersHearOnceOfATransaction() throws Exception {
        AtomicInteger news = new AtomicInteger();
        writer.onReady(news::incrementAndGet);
        start();
        List<Offer> during = add(50);
        disk.transactions.release(2);

        for (Offer offer : during) {
            QueueFixture.get(offer.told());
        }
        await().until(() -> news.get() == 2);
    }

    @Test
    void closingDoesWhatWaitsAndTakesNothingMore() throws Exception {
        start();
        List<Offer> during = add(10);
        disk.transactions.release(2);
        writer.close();

        for (Offer offer : during) {
            assertThat(offer.told()).isCompletedWithValue(Admission.ACCEPTED);
        }
        assertThatThrownBy(this::add)
                .isInstanceOf(StoreException.class)
                .hasMessage("the queue is not open any more: it was closed");
    }
}

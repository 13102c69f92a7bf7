package io.fluxgateway.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;

final class QueueSizeTest {
    private final Queue<Runnable> background = new ArrayDeque<>();
    private long kept;
    private int counts;

    private final QueueSize size = size(this::count, background::add);

    /** By a clock that stands still: it counts again only if something made it do so. */
    private static QueueSize size(LongUnaryOperator counter, Executor threads) {
        return new QueueSize(3, counter, threads, () -> 0);
    }

    private long count(long most) {
        counts++;
        return Math.min(kept, most);
    }

    @Test
    void whatThisProcessAddsAndTakesAwayIsKnownAtOnceAndWithoutCounting() {
        kept = 2;
        size.refresh();
        assertThat(size.hasRoom()).isTrue();
        size.changed(1);
        assertThat(size.hasRoom()).isFalse();
        size.committed();
        size.refresh();
        assertThat(size.hasRoom()).isFalse();
        size.changed(-1);
        assertThat(size.hasRoom()).isTrue();
        assertThat(counts).isOne();
        assertThat(background).isEmpty();
    }

    @Test
    void whatATransactionDidThatCameToNothingIsTakenBackAndCountedInTheBackground() {
        size.refresh();
        size.changed(3);
        size.rolledBack();
        assertThat(size.hasRoom()).isTrue();

        kept = 3; // it was written after all
        size.refresh();
        assertThat(size.hasRoom()).as("nobody waits for a count").isTrue();
        background.remove().run();
        assertThat(size.hasRoom()).isFalse();
    }

    @Test
    void whatIsCommittedDuringACountIsAddedToIt() {
        boolean[] meanwhile = {false};
        QueueSize[] counted = new QueueSize[1];
        counted[0] = size(
                most -> {
                    if (meanwhile[0]) {
                        counted[0].changed(1);
                        counted[0].committed();
                    }
                    return 2;
                },
                background::add);
        counted[0].refresh();
        counted[0].rolledBack();
        counted[0].refresh();
        meanwhile[0] = true;
        background.remove().run();
        assertThat(counted[0].hasRoom()).isFalse();
    }

    @Test
    void oneCountAtATimeAndNoneWhileMuchElseIsRead() {
        size.refresh();
        size.rolledBack();
        size.refresh();
        size.refresh();
        assertThat(background).hasSize(1);

        QueueSize busy = size(this::count, task -> {
            throw new RejectedExecutionException("busy");
        });
        busy.refresh();
        busy.rolledBack();
        busy.refresh();
        assertThat(busy.hasRoom()).isTrue();
    }

    @Test
    void aCountThatFailsIsTriedAgainLater() {
        boolean[] broken = {false};
        QueueSize failing = size(
                most -> {
                    if (broken[0]) {
                        throw new StoreException("away", null);
                    }
                    return kept;
                },
                background::add);
        failing.refresh();
        broken[0] = true;
        failing.rolledBack();
        failing.refresh();
        background.remove().run();
        assertThat(failing.hasRoom()).isTrue();

        broken[0] = false;
        kept = 3;
        failing.rolledBack();
        failing.refresh();
        background.remove().run();
        assertThat(failing.hasRoom()).isFalse();
    }
}

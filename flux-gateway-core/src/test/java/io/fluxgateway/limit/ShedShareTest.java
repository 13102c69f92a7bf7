package io.fluxgateway.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class ShedShareTest {
    private static final long MAX = 1_000;
    private static final long LATE = MAX + 1;

    private final ShedShare share = new ShedShare(MAX, 0);
    private long now;

    private double interval(long... lags) {
        double last = 0;
        for (long lag : lags) {
            last = share.at(lag, now);
        }
        now += ShedShare.INTERVAL;
        return last;
    }

    @Test
    void nothingIsRefusedAsLongAsOneRequestOfAnIntervalNeedNotWait() {
        for (int i = 0; i < 100; i++) {
            assertThat(interval(LATE, 5, 1_000 * LATE)).isZero();
        }
    }

    @Test
    void aPauseIsNoOverload() {
        interval(0);
        for (int i = 0; i < ShedShare.PATIENCE - 1; i++) {
            assertThat(interval(LATE, LATE)).isZero();
        }
        assertThat(interval(0, 0)).isZero();
        assertThat(interval(LATE, LATE)).isZero();
    }

    @Test
    void theShareGrowsWhileAllAreLateButSomeAreAlwaysTried() {
        double before = 0;
        for (int i = 0; i < ShedShare.PATIENCE + 1; i++) {
            before = interval(LATE);
        }
        assertThat(before).isCloseTo(0.1, within(1e-9));
        for (int i = 0; i < 100; i++) {
            double next = interval(LATE, 2 * LATE);
            assertThat(next).isGreaterThanOrEqualTo(before).isLessThanOrEqualTo(0.95);
            before = next;
        }
        assertThat(before).isEqualTo(0.95);
    }

    @Test
    void theShareShrinksToNothingWhenThereIsRoomAgain() {
        for (int i = 0; i < 20; i++) {
            interval(LATE);
        }
        double before = interval(MAX);
        for (int i = 0; i < 25; i++) {
            double next = interval(MAX);
            assertThat(next).isLessThanOrEqualTo(before);
            before = next;
        }
        assertThat(before).isZero();
    }
}

package io.fluxgateway.undertow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class KeptResetsTest {
    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

    private final AtomicInteger all = new AtomicInteger();
    private final KeptResets one = new KeptResets(all, 50, 0);
    private final KeptResets other = new KeptResets(all, 50, 0);

    @Test
    void oneConnectionMayHaveAllThereAre() {
        for (int i = 0; i < 50; i++) {
            assertThat(one.add(0)).isTrue();
        }
        assertThat(one.add(0)).isFalse();
    }

    @Test
    void whileThereAreTooManyEachMayHaveAFewOnly() {
        for (int i = 0; i < 50; i++) {
            one.add(0);
        }
        for (int i = 0; i < KeptResets.FEW; i++) {
            assertThat(other.add(0)).isTrue();
        }
        assertThat(other.add(0)).isFalse();
    }

    @Test
    void aClosedConnectionKeepsNone() {
        for (int i = 0; i < 50; i++) {
            one.add(0);
        }
        one.letGo();
        one.letGo();
        assertThat(all).hasValue(0);
        for (int i = 0; i < 50; i++) {
            assertThat(other.add(0)).isTrue();
        }
    }

    @Test
    void resetsAreCountedForAMinuteAtLeastAndTwoAtMost() {
        one.add(0);
        one.add(MINUTE - 1);
        one.age(MINUTE);
        assertThat(all).hasValue(2);
        one.add(MINUTE + 1);
        one.age(2 * MINUTE);
        assertThat(all).hasValue(1);
        one.age(3 * MINUTE);
        assertThat(all).hasValue(0);
    }

    @Test
    void afterALongSilenceNoneIsCounted() {
        one.add(0);
        one.age(100 * MINUTE);
        assertThat(all).hasValue(0);
        one.add(100 * MINUTE + 1);
        one.age(101 * MINUTE);
        assertThat(all).as("counted for a whole minute").hasValue(1);
    }
}

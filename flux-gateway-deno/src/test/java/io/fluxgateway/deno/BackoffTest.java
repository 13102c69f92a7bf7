package io.fluxgateway.deno;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class BackoffTest {
    private final Backoff backoff = new Backoff();

    @Test
    void nothingFailedSoNothingWaits() {
        assertThat(backoff.isOver(0)).isTrue();
    }

    @Test
    void aFailedStartWaitsTwiceAsLongEachTimeUpToTenSeconds() {
        long now = 0;
        for (long millis : new long[] {200, 400, 800, 1_600, 3_200, 6_400, 10_000, 10_000, 10_000}) {
            backoff.startFailed(now);
            assertThat(backoff.isOver(now + nanos(millis) - 1))
                    .as("%d ms", millis)
                    .isFalse();
            now += nanos(millis);
            assertThat(backoff.isOver(now)).as("%d ms", millis).isTrue();
        }
    }

    @Test
    void afterAProcessDiedOnceTheNextOneStartsAtOnce() {
        backoff.started(0);
        backoff.died(nanos(10));

        assertThat(backoff.isOver(nanos(10))).isTrue();
    }

    @Test
    void aProcessThatDiesSoonAgainWaits() {
        backoff.started(0);
        backoff.died(nanos(10));
        backoff.started(nanos(20));
        backoff.died(nanos(30));

        assertThat(backoff.isOver(nanos(229))).isFalse();
        assertThat(backoff.isOver(nanos(230))).isTrue();
    }

    @Test
    void aProcessThatRanForLongStartsAtOnceAgain() {
        backoff.startFailed(0);
        backoff.startFailed(0);
        backoff.started(nanos(1_000));
        backoff.died(nanos(60_000));

        assertThat(backoff.isOver(nanos(60_000))).isTrue();
    }

    private static long nanos(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }
}

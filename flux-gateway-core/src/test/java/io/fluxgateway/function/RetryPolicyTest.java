package io.fluxgateway.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.fluxgateway.function.RetryPolicy.Backoff;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class RetryPolicyTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void byDefaultThreeRetriesWaitLongerAndLonger() {
        assertThat(RetryPolicy.DEFAULT.attempts()).isEqualTo(4);
        assertThat(waits(RetryPolicy.DEFAULT, 3)).containsExactly(1, 4, 16);
    }

    @Test
    void noWaitIsLongerThanTheLongest() {
        assertThat(waits(RetryPolicy.DEFAULT, 6)).containsExactly(1, 4, 16, 60, 60, 60);
        assertThat(RetryPolicy.DEFAULT.waitAfter(Integer.MAX_VALUE)).hasMinutes(1);
    }

    @Test
    void fixedWaitsAreAllTheSame() {
        assertThat(waits(new RetryPolicy(5, Backoff.FIXED, SECOND.multipliedBy(3), Duration.ofHours(1)), 4))
                .containsExactly(3, 3, 3, 3);
    }

    @Test
    void valuesOutOfBoundsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RetryPolicy(0, Backoff.FIXED, SECOND, SECOND))
                .withMessage("retry.attempts: 0 (expected: 1 to 100)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RetryPolicy(1, Backoff.FIXED, Duration.ZERO, SECOND))
                .withMessage("retry.initial: PT0S (expected: PT0.1S to PT24H)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RetryPolicy(1, Backoff.FIXED, SECOND, Duration.ofMillis(999)))
                .withMessage("retry.max: PT0.999S (expected: PT1S to PT24H)");
    }

    private static int[] waits(RetryPolicy policy, int count) {
        return IntStream.rangeClosed(1, count)
                .map(attempt -> (int) policy.waitAfter(attempt).toSeconds())
                .toArray();
    }
}

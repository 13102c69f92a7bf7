package io.fluxgateway.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuotaTest {
    @ParameterizedTest
    @CsvSource({
        "0, 1, perMinute: 0 (expected: 1 to 10000000)",
        "-1, 1, perMinute: -1 (expected: 1 to 10000000)",
        "10000001, 1, perMinute: 10000001 (expected: 1 to 10000000)",
        "1, 0, burst: 0 (expected: 1 to 60)",
        "1, 61, burst: 61 (expected: 1 to 60)",
        "10000000, 10000001, burst: 10000001 (expected: 1 to 10000000)"
    })
    void whatIsOutOfRangeIsNamed(long perMinute, long burst, String message) {
        assertThatThrownBy(() -> new Quota(perMinute, burst))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource({"1, 2", "60, 120", "1000, 2000", "5000000, 10000000", "10000000, 10000000"})
    void theUsualBurstIsWhatTwoMinutesRefill(long perMinute, long burst) {
        assertThat(Quota.perMinute(perMinute)).isEqualTo(new Quota(perMinute, burst));
    }

    @ParameterizedTest
    @CsvSource({"0", "-9223372036854775808", "9223372036854775807"})
    void aRateOutOfRangeIsNamed(long perMinute) {
        assertThatThrownBy(() -> Quota.perMinute(perMinute)).hasMessageStartingWith("perMinute: " + perMinute);
    }

    @Test
    void theBoundsAreIn() {
        assertThat(new Quota(1, 60).burst()).isEqualTo(60);
        assertThat(new Quota(10_000_000, 10_000_000).perMinute()).isEqualTo(10_000_000);
    }
}

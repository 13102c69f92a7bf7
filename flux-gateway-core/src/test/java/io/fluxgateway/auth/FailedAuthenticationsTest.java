package io.fluxgateway.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxgateway.exchange.Quota;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class FailedAuthenticationsTest {
    private long now;
    private final FailedAuthentications failures = new FailedAuthentications(new Quota(60, 2), new TimeMeter() {
        @Override
        public long currentTimeNanos() {
            return now;
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    });

    @Test
    void anAddressMayFailAFewTimesAndThenOnceASecond() {
        assertThat(failures.isExhausted("192.0.2.1")).isFalse();
        assertThat(failures.failed("192.0.2.1")).isZero();
        assertThat(failures.failed("192.0.2.1")).isZero();
        assertThat(failures.isExhausted("192.0.2.1")).isTrue();
        assertThat(failures.failed("192.0.2.1")).isEqualTo(1);

        assertThat(failures.isExhausted("192.0.2.2")).isFalse();
        assertThat(failures.failed("192.0.2.2")).isZero();

        now += Duration.ofSeconds(1).toNanos();
        assertThat(failures.isExhausted("192.0.2.1")).isFalse();
        assertThat(failures.failed("192.0.2.1")).isZero();
        assertThat(failures.failed("192.0.2.1")).isPositive();
    }

    @Test
    void addressesOfOneIpv6NetworkAreOne() {
        failures.failed("2001:db8:0:1:0:0:0:1");
        failures.failed("2001:db8:0:1:ffff::2");
        assertThat(failures.failed("2001:db8:0:1::3")).isPositive();
        assertThat(failures.failed("2001:db8:0:2::3")).isZero();
    }

    @Test
    void aHostThatKnowsNoAddressesSlowsNobodyDown() {
        for (int i = 0; i < 10; i++) {
            assertThat(failures.failed(null)).isZero();
            assertThat(failures.isExhausted(null)).isFalse();
        }
    }
}

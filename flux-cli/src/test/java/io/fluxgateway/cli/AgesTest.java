package io.fluxgateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AgesTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "PT-5S,just now",
        "PT0S,just now",
        "PT59S,just now",
        "PT1M,1 minute ago",
        "PT59M59S,59 minutes ago",
        "PT1H,1 hour ago",
        "PT47H,1 day ago",
        "PT48H,2 days ago",
        "P400D,400 days ago"
    })
    void anAgeIsToldInTheLargestUnitThatFits(Duration age, String words) {
        assertThat(new Ages(Clock.fixed(NOW, ZoneOffset.UTC)).of(NOW.minus(age)))
                .isEqualTo(words);
    }
}

package io.fluxgateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgeTest {
    @ParameterizedTest
    @CsvSource({
        "-PT5S, just now",
        "PT59S, just now",
        "PT1M, 1 minute ago",
        "PT59M59S, 59 minutes ago",
        "PT1H, 1 hour ago",
        "PT23H, 23 hours ago",
        "P1D, 1 day ago",
        "P2D, 2 days ago",
        "P59D, 59 days ago",
        "P60D, 2 months ago",
        "P729D, 24 months ago",
        "P730D, 2 years ago"
    })
    void an_age_is_told_in_its_largest_unit(Duration age, String text) {
        assertThat(Age.of(age)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "-PT5S, in less than a minute",
        "PT59S, in less than a minute",
        "PT61S, in 1 minute",
        "P89DT23H, in 2 months",
        "P2D, in 2 days"
    })
    void what_is_to_come_is_told_in_its_largest_unit(Duration left, String text) {
        assertThat(Age.until(Instant.EPOCH, Instant.EPOCH.plus(left))).isEqualTo(text);
    }
}

package io.fluxgateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DurationTextTest {
    @ParameterizedTest
    @CsvSource({
        "0ms,PT0S",
        "250ms,PT0.25S",
        "30s,PT30S",
        "90s,PT1M30S",
        "5m,PT5M",
        "12h,PT12H",
        "7d,PT168H",
        "999999999s,PT277777H46M39S"
    })
    void aNumberAndItsUnitAreALengthOfTimeAndItsTextIsReadAgain(String text, Duration expected) {
        assertThat(DurationText.parse(text)).isEqualTo(expected);
        assertThat(DurationText.of(expected)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "s",
                "30",
                "30 s",
                " 30s",
                "-1s",
                "+1s",
                "1.5s",
                "1e3s",
                "030s",
                "30S",
                "1w",
                "1234567890s",
                "٣s"
            })
    void anythingElseIsNone(String text) {
        assertThat(DurationText.parse(text)).isNull();
    }
}

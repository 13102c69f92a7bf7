package io.fluxgateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxgateway.Mutations;
import java.time.Duration;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;

class DurationTextPropertiesTest {
    @Property(seed = Mutations.SEED)
    void what_was_written_is_read(@ForAll @LongRange(min = 0, max = 999_999_999) long millis) {
        Duration duration = Duration.ofMillis(millis);

        assertThat(DurationText.parse(DurationText.of(duration))).isEqualTo(duration);
    }

    @Property(seed = Mutations.SEED)
    void a_number_and_a_unit_is_a_duration_and_nothing_else_is(@ForAll("texts") String text) {
        Duration duration = DurationText.parse(text);

        assertThat(duration != null).as(text).isEqualTo(text.matches("(0|[1-9][0-9]{0,8})(ms|s|m|h|d)"));
        if (duration != null) {
            assertThat(duration).isBetween(Duration.ZERO, Duration.ofDays(999_999_999));
        }
    }

    @Provide
    Arbitrary<String> texts() {
        return Mutations.of("500ms", "30s", "5m", "12h", "7d", "0s", "999999999d", "0030s", "-1s", "1.5h", "P1D");
    }
}

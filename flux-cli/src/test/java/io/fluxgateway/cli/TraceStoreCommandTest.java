package io.fluxgateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxgateway.jdbc.Numbered;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TraceStoreCommandTest {
    private final List<String> shown = new ArrayList<>();

    /** Shows what was recorded after a number, if those up to the last one are there. */
    private long show(long after, long last) {
        return TraceStoreCommand.show(
                after,
                last,
                (number, most) -> LongStream.rangeClosed(1, last)
                        .filter(one -> one > number)
                        .limit(most)
                        .mapToObj(one -> new Numbered<>(one, "n" + one))
                        .toList(),
                shown::add);
    }

    @Test
    void what_came_after_a_number_is_shown_page_by_page() {
        assertThat(show(10, 2_510)).isEqualTo(2_510);
        assertThat(shown).hasSize(2_500).startsWith("n11").endsWith("n2510");
    }

    @Test
    void after_a_crash_that_lost_the_last_ones_only_new_ones_are_shown() {
        assertThat(show(10, 7)).isEqualTo(7);
        assertThat(show(7, 8)).isEqualTo(8);
        assertThat(shown).containsExactly("n8");
    }
}

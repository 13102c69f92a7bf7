package io.fluxgateway.cli.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextsTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0.00 ms",
        "4_000, 0.00 ms",
        "380_000, 0.38 ms",
        "9_990_000, 9.99 ms",
        "41_240_000, 41.2 ms",
        "120_400_000, 120 ms",
        "30_000_000_000, 30000 ms"
    })
    void a_duration_has_as_many_decimals_as_make_sense(String nanos, String text) {
        assertThat(Texts.of(Duration.ofNanos(Long.parseLong(nanos.replace("_", "")))))
                .isEqualTo(text);
    }

    @Test
    void text_in_any_script_stays_as_it_is() {
        String text = "café 注文 \ud83d\ude80 {\"a\": 1}";

        assertThat(Texts.line(text)).isSameAs(text);
    }

    @ParameterizedTest
    @CsvSource({
        "27, \\u001b",
        "10, \\u000a",
        "13, \\u000d",
        "9, \\u0009",
        "0, \\u0000",
        "127, \\u007f",
        "155, \\u009b", // begins a control sequence by itself
        "8238, \\u202e", // turns the direction of writing
        "8232, \\u2028",
        "917505, \\ue0001"
    })
    void what_would_make_a_terminal_do_something_becomes_visible(int character, String shown) {
        assertThat(Texts.line("a" + Character.toString(character) + "b")).isEqualTo("a" + shown + "b");
    }

    @Test
    void lines_stay_lines_and_tabs_become_blanks() {
        assertThat(Texts.lines("a\n\tb\r\n")).containsExactly("a", "    b\\u000d", "");
    }

    @Test
    void what_is_too_long_ends_in_dots() {
        assertThat(Texts.shortened("abcdefgh", 8)).isEqualTo("abcdefgh");
        assertThat(Texts.shortened("abcdefghi", 8)).isEqualTo("abcde...");
    }
}

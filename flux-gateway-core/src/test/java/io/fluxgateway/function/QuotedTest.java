package io.fluxgateway.function;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuotedTest {

    @ParameterizedTest
    @CsvSource({
        "plain, plain",
        "caf\u00e9, caf\u00e9",
        "\u20ac\uD83D\uDE00, \u20ac\uD83D\uDE00",
        "a\u001bb, a\\u001bb",
        "a\u2028b, a\\u2028b",
        "a\u202eb, a\\u202eb",
        "a\u200bb, a\\u200bb"
    })
    void whatCouldDeceiveAReaderIsShownAsItsNumber(String value, String shown) {
        assertThat(Quoted.plain(value)).isEqualTo(shown);
        assertThat(Quoted.path(value)).isEqualTo(shown);
    }

    @Test
    void aValueCannotEndItsOwnQuotes() {
        assertThat(Quoted.text("a\" (expected b)")).isEqualTo("\"a\\\" (expected b)\"");
    }

    @Test
    void longValuesAreCutBetweenCharactersAndPathsAreNot() {
        String faces = "\uD83D\uDE00".repeat(Quoted.MAX_LENGTH);
        assertThat(Quoted.plain(faces)).isEqualTo(faces);
        assertThat(Quoted.plain(faces + "x")).isEqualTo(faces + "...");
        assertThat(Quoted.path(faces + "x")).isEqualTo(faces + "x");
    }
}

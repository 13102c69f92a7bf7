package io.fluxgateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldTextTest {
    @ParameterizedTest
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "auth0|1,auth0|1",
                "a b,a b",
                " a,%20a",
                "a ,a%20",
                "50%,50%25",
                "ü,%C3%BC",
                "😀,%F0%9F%98%80",
                "a+b,a+b"
            })
    void what_a_field_cannot_hold_is_encoded(String text, String value) {
        assertThat(FieldText.encode(text)).isEqualTo(value);
    }

    @Test
    void any_text_comes_back_and_no_value_can_break_a_field() {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            String text = text(random);
            String value = FieldText.encode(text);
            assertThat(value).as(text).matches("([\\x21-\\x7e]([\\x20-\\x7e]*[\\x21-\\x7e])?)?");
            assertThat(URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8))
                    .isEqualTo(text);
        }
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(8); i > 0; i--) {
            text.appendCodePoint(
                    switch (random.nextInt(4)) {
                        case 0 -> random.nextInt(0x80);
                        case 1 -> 0x80 + random.nextInt(0x700);
                        case 2 -> 0x10000 + random.nextInt(0x1000);
                        default -> " %\r\n\0a".charAt(random.nextInt(6));
                    });
        }
        return text.toString();
    }
}

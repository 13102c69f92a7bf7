package io.fluxgateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SizeTextTest {
    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "1023, 1023", "1KB, 1024", "1025, 1025", "10MB, 10485760", "3GB, 3221225472"})
    void a_size_is_read_as_it_is_written(String text, long bytes) {
        assertThat(SizeText.parse(text)).isEqualTo(bytes);
        assertThat(SizeText.of(bytes)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "KB", "01", "1 KB", "-1", "+1", "1B", "1TB", "1.5MB", "1000000000000", "\u0661"})
    void what_is_no_size_is_told(String text) {
        assertThat(SizeText.parse(text)).isNull();
    }

    @Test
    void a_length_that_is_no_number_is_over_every_limit() {
        assertThat(SizeText.isAtMost(null, 0)).isTrue();
        assertThat(SizeText.isAtMost("5", 5)).isTrue();
        assertThat(SizeText.isAtMost("6", 5)).isFalse();
        assertThat(SizeText.isAtMost("five", 5)).isFalse();
        assertThat(SizeText.isAtMost("99999999999999999999", Long.MAX_VALUE)).isFalse();
    }
}

package io.fluxgateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ResponseFramingTest {
    @Test
    void headsThatCanBeRelayedHaveNoDefect() {
        assertThat(ResponseFraming.defect(200, List.of(), List.of())).isNull();
        assertThat(ResponseFraming.defect(999, List.of("Chunked"), List.of())).isNull();
        assertThat(ResponseFraming.defect(200, List.of(), List.of("0"))).isNull();
        assertThat(ResponseFraming.defect(200, List.of(), List.of("5", "5"))).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 100, 101, 103, 199, 1000})
    void aStatusThatIsNotFinalIsADefect(int status) {
        assertThat(ResponseFraming.defect(status, List.of(), List.of())).endsWith("status " + status);
    }

    @Test
    void aCodingOtherThanChunkedIsADefect() {
        assertThat(ResponseFraming.defect(200, List.of("gzip"), List.of())).endsWith("transfer coding [gzip]");
        assertThat(ResponseFraming.defect(200, List.of("gzip", "chunked"), List.of()))
                .isNotNull();
        assertThat(ResponseFraming.defect(200, List.of("gzip, chunked"), List.of()))
                .isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "-1", "", "+5", "1234567890123456789", "5, 5"})
    void aLengthThatIsNoNumberIsADefect(String length) {
        assertThat(ResponseFraming.defect(200, List.of(), List.of(length))).contains("content length");
    }

    @Test
    void lengthsThatDifferAreADefect() {
        assertThat(ResponseFraming.defect(200, List.of(), List.of("2", "3"))).endsWith("content length [2, 3]");
    }
}

package io.fluxgateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SurroundingsTest {
    @Test
    void colours_are_for_terminals_that_have_them_and_users_who_want_them() {
        assertThat(Surroundings.colours(Map.of("TERM", "xterm"), true)).isTrue();
        assertThat(Surroundings.colours(Map.of("TERM", "xterm"), false)).isFalse();
        assertThat(Surroundings.colours(Map.of("TERM", "dumb"), true)).isFalse();
        assertThat(Surroundings.colours(Map.of("NO_COLOR", "1"), true)).isFalse();
        assertThat(Surroundings.colours(Map.of("NO_COLOR", ""), true)).isTrue();
    }
}

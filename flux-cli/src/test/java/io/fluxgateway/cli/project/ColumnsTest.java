package io.fluxgateway.cli.project;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ColumnsTest {
    @Test
    void cells_of_a_column_start_at_the_same_place_and_lines_end_without_spaces() {
        assertThat(new Columns(" | ")
                        .row("a", "bbb", "c")
                        .row("aa", "b")
                        .row("", "b", "cc")
                        .lines())
                .containsExactly("a  | bbb | c", "aa | b", "   | b   | cc");
    }

    @Test
    void no_rows_are_no_lines() {
        assertThat(new Columns(" ").lines()).isEmpty();
    }
}

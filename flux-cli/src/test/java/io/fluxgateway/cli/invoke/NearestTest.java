package io.fluxgateway.cli.invoke;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {
    private static final List<String> NAMES = List.of("create_order", "get_order", "list_orders");

    @ParameterizedTest
    @CsvSource({
        "get_ordr, get_order",
        "create-order, create_order",
        "orders_list,",
        "create, create_order",
        "list_order, list_orders",
        "send_receipt,",
        "'',"
    })
    void the_name_that_was_meant_is_guessed_or_none(String typed, String guessed) {
        assertThat(Nearest.of(typed, NAMES)).isEqualTo(guessed);
    }

    @Test
    void the_distance_counts_letters_that_differ() {
        assertThat(Nearest.distance("", "abc")).isEqualTo(3);
        assertThat(Nearest.distance("kitten", "sitting")).isEqualTo(3);
        assertThat(Nearest.distance("abc", "abc")).isZero();
    }
}

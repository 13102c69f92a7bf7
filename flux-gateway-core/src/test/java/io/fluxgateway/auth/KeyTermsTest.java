package io.fluxgateway.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fluxgateway.exchange.Quota;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyTermsTest {
    private static final Instant END = Instant.parse("2026-11-25T12:00:00Z");

    @Test
    void byDefaultAKeyMayDoEverythingForGood() {
        assertThat(KeyTerms.DEFAULT.covers("anything")).isTrue();
        assertThat(KeyTerms.DEFAULT.areOver(Long.MAX_VALUE)).isFalse();
        assertThat(KeyTerms.DEFAULT.quota()).isNull();
    }

    @Test
    void aScopeCoversExactlyWhatItNames() {
        KeyTerms terms = KeyTerms.DEFAULT.withScopes(List.of("create_order", "list_orders"));

        assertThat(terms.covers("create_order")).isTrue();
        assertThat(terms.covers("create_orders")).isFalse();
        assertThat(terms.covers("")).isFalse();
    }

    @Test
    void aScopeKeepsTheOrderInWhichItWasGivenAndNamesEachFunctionOnce() {
        List<String> names = new ArrayList<>(List.of("z", "a", "m", "a"));
        KeyTerms terms = KeyTerms.DEFAULT.withScopes(names);
        names.clear();

        assertThat(terms.scopes()).containsExactly("z", "a", "m").isUnmodifiable();
    }

    @Test
    void theEndItselfIsOver() {
        KeyTerms terms = KeyTerms.DEFAULT.withExpiry(END);

        assertThat(terms.areOver(END.toEpochMilli() - 1)).isFalse();
        assertThat(terms.areOver(END.toEpochMilli())).isTrue();
    }

    @Test
    void eachTermIsChangedAlone() {
        Quota quota = new Quota(5, 6);
        KeyTerms all = KeyTerms.DEFAULT.withExpiry(END).withScopes(List.of("a")).withQuota(quota);

        assertThat(all).isEqualTo(new KeyTerms(END, java.util.Set.of("a"), quota));
        assertThat(all.withExpiry(null).scopes()).containsExactly("a");
        assertThat(all.withExpiry(null).quota()).isEqualTo(quota);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Create", "a b", "-a", "a,b"})
    void whatNoFunctionIsCalledIsRefusedAndNamed(String scope) {
        assertThatThrownBy(() -> KeyTerms.DEFAULT.withScopes(List.of("fine", scope)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("scope: \"" + scope + "\" (expected: the name of a function");
    }

    @Test
    void anEmptyScopeIsRefusedRatherThanMeaningAll() {
        assertThatThrownBy(() -> KeyTerms.DEFAULT.withScopes(List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least one");
    }

    @Test
    void aScopeIsBounded() {
        List<String> many = IntStream.rangeClosed(0, KeyTerms.MAX_SCOPES)
                .mapToObj(i -> "f" + i)
                .toList();

        assertThat(KeyTerms.DEFAULT.withScopes(many.subList(1, many.size())).scopes())
                .hasSize(100);
        assertThatThrownBy(() -> KeyTerms.DEFAULT.withScopes(many))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("scope of 101 functions (expected: at most 100)");
    }
}

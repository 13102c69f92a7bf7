package io.fluxgateway.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fluxgateway.auth.ApiKeySecret.Mode;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeySecretTest {

    @Test
    void generatedKeysAreWellFormedAndAllDifferent() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            String key =
                    ApiKeySecret.generate(i % 2 == 0 ? Mode.LIVE : Mode.TEST).reveal();
            assertThat(key).matches("flx_(live|test)_[0-9A-Za-z]{36}");
            assertThat(ApiKeySecret.isWellFormed(key)).isTrue();
            assertThat(seen.add(key)).isTrue();
        }
    }

    @Test
    void oneWrongCharacterAnywhereMakesAKeyMalformed() {
        String key = ApiKeySecret.generate(Mode.LIVE).reveal();
        for (int i = 0; i < key.length(); i++) {
            char other = key.charAt(i) == 'x' ? 'y' : 'x';
            String wrong = key.substring(0, i) + other + key.substring(i + 1);
            assertThat(ApiKeySecret.isWellFormed(wrong)).as(wrong).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "flx_live_",
                "flx_live_000000000000000000000000000000000000",
                "sk_live_000000000000000000000000000000000000",
                "flx_live_00000000000000000000000000000000000é",
                "flx_live_0000000000000000000000000000000000000000000000000"
            })
    void otherTextsAreMalformed(String text) {
        assertThat(ApiKeySecret.isWellFormed(text)).isFalse();
    }

    @Test
    void aKeyIsShownOnlyWhenAskedFor() {
        ApiKeySecret secret = ApiKeySecret.generate(Mode.TEST);

        assertThat(secret.toString()).isEqualTo(secret.preview() + "...").doesNotContain(secret.reveal());
        assertThat(secret.preview()).hasSize(13).startsWith("flx_test_");
        assertThat(secret.digest().toString()).matches("[0-9a-f]{64}").doesNotContain(secret.reveal());
    }

    @Test
    void theDigestIsSha256() {
        assertThat(KeyDigest.of("abc").toString())
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-a",
                "a b",
                "a\r\nx: y",
                "é",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
            })
    void aNameThatDoesNotFitAHeaderFieldIsRefused(String name) {
        assertThatThrownBy(() -> new ApiKey("id", "shop", name, "flx_live_abc1", Instant.EPOCH, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("key name: \"" + name + "\"");
    }
}

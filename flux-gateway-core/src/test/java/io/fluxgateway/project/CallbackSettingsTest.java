package io.fluxgateway.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fluxgateway.exchange.WebhookSecret;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallbackSettingsTest {
    private static final Instant NOW = Instant.parse("2026-05-01T00:00:00Z");
    private static final List<String> ORIGINS = List.of("https://a.example");

    @Test
    void aSecretIsMadeWhenCallbacksAreFirstEnabledAndStays() {
        assertThat(CallbackSettings.OFF.with(List.of(), true).secret()).isNull();

        CallbackSettings on = CallbackSettings.OFF.with(ORIGINS, false);
        CallbackSettings off = on.with(List.of(), false);
        CallbackSettings again = off.with(List.of("https://b.example"), false);

        assertThat(on.secret()).isNotNull().isEqualTo(off.secret()).isEqualTo(again.secret());
    }

    @Test
    void anotherProjectGetsAnotherSecret() {
        assertThat(CallbackSettings.OFF.with(ORIGINS, false).secret())
                .isNotEqualTo(CallbackSettings.OFF.with(ORIGINS, false).secret());
    }

    @Test
    void bothSecretsAreUsedUntilTheGraceEnds() {
        CallbackSettings before = CallbackSettings.OFF.with(ORIGINS, false);
        WebhookSecret old = Objects.requireNonNull(before.secret());

        CallbackSettings after = before.rotated(NOW, Duration.ofHours(24));

        WebhookSecret fresh = Objects.requireNonNull(after.secret());
        assertThat(fresh).isNotEqualTo(old);
        assertThat(after.secrets(NOW)).containsExactly(fresh, old);
        assertThat(after.secrets(NOW.plus(Duration.ofHours(24)).minusMillis(1))).containsExactly(fresh, old);
        assertThat(after.secrets(NOW.plus(Duration.ofHours(24)))).containsExactly(fresh);
    }

    @Test
    void withoutGraceTheOldSecretIsForgotten() {
        CallbackSettings after = CallbackSettings.OFF.with(ORIGINS, false).rotated(NOW, Duration.ZERO);

        assertThat(after.previous()).isNull();
        assertThat(after.secrets(NOW)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "a.example",
                "https://a.example/",
                "https://a.example/hooks",
                "https://*",
                "ftp://a.example",
                "http://a.example",
                "https://a.example https://b.example"
            })
    void anOriginThatCannotBeIsNamed(String origin) {
        assertThatThrownBy(() -> CallbackSettings.OFF.with(List.of("https://b.example", origin), false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("callback origin: \"" + origin + "\" (expected an origin such as https://");
    }

    @Test
    void anOriginWithoutTlsNeedsPrivateAddresses() {
        List<String> local = List.of("http://localhost:3000");

        assertThat(CallbackSettings.OFF.with(local, true).origins()).isEqualTo(local);
        assertThatThrownBy(() -> CallbackSettings.OFF.with(local, true).with(local, false))
                .hasMessageContaining("http only where private addresses are allowed");
    }

    @Test
    void originsWithoutASecretAreRefused() {
        assertThatThrownBy(() -> new CallbackSettings(ORIGINS, false, null, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("callbacks without a secret (expected: one to sign them with)");
    }

    @Test
    void theTextOfSettingsHidesTheSecrets() {
        CallbackSettings settings = CallbackSettings.OFF.with(ORIGINS, false).rotated(NOW, Duration.ofHours(1));

        assertThat(ProjectSettings.DEFAULT.withCallbacks(settings).toString())
                .contains("https://a.example")
                .doesNotContain(settings.secrets(NOW).get(0).reveal())
                .doesNotContain(settings.secrets(NOW).get(1).reveal());
    }
}

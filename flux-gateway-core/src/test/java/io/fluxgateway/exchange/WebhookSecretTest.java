package io.fluxgateway.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookSecretTest {
    /** What the libraries of Standard Webhooks are tested with. */
    private static final String PUBLISHED = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    @Test
    void theMessageThatIsPublishedGetsTheSignatureThatIsPublished() {
        String signature = WebhookSecret.parse(PUBLISHED)
                .sign(
                        "msg_p5jXN8AQM9LWM0D4loKWxJek",
                        1_614_265_330L,
                        "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8));

        assertThat(signature).isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void aNewSecretHas32BytesAndIsNeverTheSame() {
        WebhookSecret one = WebhookSecret.generate();

        assertThat(one.reveal()).startsWith("whsec_");
        assertThat(Base64.getDecoder().decode(one.reveal().substring("whsec_".length())))
                .hasSize(32);
        assertThat(one).isNotEqualTo(WebhookSecret.generate());
    }

    @Test
    void aSecretIsReadBackAndIsTheSame() {
        WebhookSecret one = WebhookSecret.generate();
        WebhookSecret again = WebhookSecret.parse(one.reveal());

        assertThat(again).isEqualTo(one).hasSameHashCodeAs(one);
        assertThat(again.sign("a", 1, new byte[] {1})).isEqualTo(one.sign("a", 1, new byte[] {1}));
    }

    @Test
    void theTextOfASecretHidesIt() {
        assertThat(WebhookSecret.parse(PUBLISHED)).hasToString("whsec_...");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "whsec_",
                "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa==", // 22 bytes
                "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2L?LaSw"
            })
    void whatIsNoSecretIsRefusedWithoutShowingIt(String text) {
        assertThatThrownBy(() -> WebhookSecret.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("webhook secret (expected: whsec_ and 24 to 64 bytes in base64)");
    }

    @Test
    void aSecretOfMoreThan64BytesIsRefused() {
        String long65 = "whsec_" + Base64.getEncoder().encodeToString(new byte[65]);
        String long64 = "whsec_" + Base64.getEncoder().encodeToString(new byte[64]);

        assertThat(WebhookSecret.parse(long64).reveal()).isEqualTo(long64);
        assertThatThrownBy(() -> WebhookSecret.parse(long65)).isInstanceOf(IllegalArgumentException.class);
    }
}

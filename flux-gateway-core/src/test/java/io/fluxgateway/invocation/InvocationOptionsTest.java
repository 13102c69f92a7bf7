package io.fluxgateway.invocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class InvocationOptionsTest {
    private final InvocationOptions.Builder builder = InvocationOptions.builder();

    @Test
    void eachHasItsDefault() {
        assertThat(InvocationOptions.DEFAULT.perFunction()).isEqualTo(8);
        assertThat(InvocationOptions.DEFAULT.total()).isEqualTo(64);
        assertThat(InvocationOptions.DEFAULT.lease()).hasSeconds(15);
        assertThat(InvocationOptions.DEFAULT.poll()).hasMillis(500);
        assertThat(InvocationOptions.DEFAULT.drain()).hasSeconds(10);
        assertThat(InvocationOptions.DEFAULT.maxDelay()).hasDays(7);
        assertThat(InvocationOptions.DEFAULT.maxStoredResponse()).isEqualTo(65_536);
    }

    @Test
    void theSetterThatIsGivenNonsenseFails() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.perFunction(0))
                .withMessage("perFunction: 0 (expected: at least 1)");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.total(-1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.lease(Duration.ofMillis(99)))
                .withMessage("lease: PT0.099S (expected: at least PT0.1S)");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.poll(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.drain(Duration.ofMillis(-1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.maxDelay(Duration.ofDays(366)))
                .withMessage("maxDelay: PT8784H (expected: at most 365 days)");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.maxStoredResponse(-1));
    }
}

package io.fluxgateway.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class JwtOptionsTest {
    private static final Duration TIME = Duration.ofHours(7);

    private final JwtOptions options = JwtOptions.DEFAULT;

    @Test
    void whatIsSetIsSetAndNothingElse() {
        assertThat(options.withMaxTokens(7))
                .matches(changed -> changed.maxTokens() == 7)
                .usingRecursiveComparison()
                .ignoringFields("maxTokens")
                .isEqualTo(options);
        assertThat(options.withOutageTolerance(TIME))
                .matches(changed -> changed.outageTolerance().equals(TIME))
                .usingRecursiveComparison()
                .ignoringFields("outageTolerance")
                .isEqualTo(options);
        assertThat(options.withFetchTimeout(TIME))
                .matches(changed -> changed.fetchTimeout().equals(TIME))
                .usingRecursiveComparison()
                .ignoringFields("fetchTimeout")
                .isEqualTo(options);
        assertThat(options.withThreads(70, 7))
                .matches(changed -> changed.threads() == 70 && changed.maxWaiting() == 7)
                .usingRecursiveComparison()
                .ignoringFields("threads", "maxWaiting")
                .isEqualTo(options);
    }
}

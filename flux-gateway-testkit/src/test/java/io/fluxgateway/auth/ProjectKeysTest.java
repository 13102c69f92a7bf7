package io.fluxgateway.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fluxgateway.exchange.Quota;
import io.fluxgateway.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ProjectKeysTest {
    private static final Instant NOON = Instant.parse("2026-11-25T12:00:00.123456Z");
    private static final Duration DAY = Duration.ofDays(1);

    private final ManualClock clock = new ManualClock(NOON);
    private final InMemoryKeyStore store = new InMemoryKeyStore(10, clock);
    private final ProjectKeys keys = new ProjectKeys("shop", store, clock);

    @Test
    void aKeyHasTheTermsItWasMadeWith() throws Exception {
        KeyTerms terms = KeyTerms.DEFAULT
                .withExpiry(NOON.plus(DAY))
                .withScopes(List.of("a"))
                .withQuota(new Quota(1, 2));
        ApiKeySecret secret = keys.create("server", ApiKeySecret.Mode.LIVE, terms);

        assertThat(find(secret).terms()).isEqualTo(terms.withExpiry(Instant.parse("2026-11-26T12:00:00.123Z")));
    }

    @Test
    void aKeyThatWouldHaveExpiredIsNotMade() {
        for (Instant end : List.of(NOON, NOON.minusSeconds(1))) {
            assertThatThrownBy(() -> keys.create("server", ApiKeySecret.Mode.LIVE, KeyTerms.DEFAULT.withExpiry(end)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("expires: " + end + " (expected: in the future)");
        }
        assertThat(keys.list()).isEmpty();
    }

    @Test
    void aRotatedKeyKeepsNameModeScopeQuotaAndEnd() throws Exception {
        KeyTerms terms = KeyTerms.DEFAULT
                .withExpiry(NOON.plus(DAY.multipliedBy(9)))
                .withScopes(List.of("a", "b"))
                .withQuota(new Quota(1, 2));
        ApiKeySecret old = keys.create("server", ApiKeySecret.Mode.TEST, terms);
        clock.advance(DAY);

        ApiKeySecret next = keys.rotate("server", DAY).orElseThrow();

        assertThat(next.reveal()).startsWith("flx_test_");
        assertThat(find(next).name()).isEqualTo("server");
        assertThat(find(next).id()).isNotEqualTo(find(old).id());
        assertThat(find(next).scopes()).containsExactly("a", "b");
        assertThat(find(next).quota()).isEqualTo(new Quota(1, 2));
        assertThat(find(next).expiresAt()).isEqualTo(Instant.parse("2026-12-04T12:00:00.123Z"));
        assertThat(find(old).isReplaced()).isTrue();
        assertThat(find(old).expiresAt()).isEqualTo(Instant.parse("2026-11-27T12:00:00.123Z"));
        assertThat(keys.find("server")).contains(find(next));
    }

    @Test
    void aRotatedKeyMayHaveOtherTerms() throws Exception {
        keys.create("server", ApiKeySecret.Mode.LIVE);

        ApiKeySecret next = keys.rotate("server", DAY, terms -> terms.withScopes(List.of("a")))
                .orElseThrow();

        assertThat(find(next).scopes()).containsExactly("a");
    }

    @Test
    void withoutGraceTheOldKeyIsRevoked() throws Exception {
        ApiKeySecret old = keys.create("server", ApiKeySecret.Mode.LIVE);

        ApiKeySecret next = keys.rotate("server", Duration.ZERO).orElseThrow();

        assertThat(find(old).isRevoked()).isTrue();
        assertThat(find(next).isRevoked()).isFalse();
        assertThat(keys.list()).hasSize(1);
    }

    @Test
    void anUnknownKeyIsNotRotated() {
        assertThat(keys.rotate("nobody", DAY)).isEmpty();
    }

    @Test
    void aKeyThatHasExpiredIsRotatedOnlyToAnotherEnd() throws Exception {
        keys.create("server", ApiKeySecret.Mode.LIVE, KeyTerms.DEFAULT.withExpiry(NOON.plus(DAY)));
        clock.advance(DAY);

        assertThatThrownBy(() -> keys.rotate("server", DAY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("in the future");
        assertThat(keys.list()).hasSize(1);

        Instant end = NOON.plus(DAY.multipliedBy(90));
        assertThat(keys.rotate("server", DAY, terms -> terms.withExpiry(end))).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT-1S", "PT8760H0.001S"})
    void aGraceOutOfRangeIsRefused(Duration grace) throws Exception {
        keys.create("server", ApiKeySecret.Mode.LIVE);

        assertThatThrownBy(() -> keys.rotate("server", grace))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("grace: " + grace + " (expected: 0 to 365 days)");
        assertThat(keys.list()).hasSize(1);
    }

    @Test
    void aFullStoreForgetsKeysWhoseGraceIsOver() throws Exception {
        keys.create("server", ApiKeySecret.Mode.LIVE);
        for (int i = 0; i < 20; i++) {
            assertThat(keys.rotate("server", Duration.ofSeconds(1))).isPresent();
            clock.advance(Duration.ofSeconds(1));
        }

        assertThat(keys.list()).hasSize(1);
    }

    private ApiKey find(ApiKeySecret secret) {
        return store.find(secret.digest()).toCompletableFuture().join();
    }
}

package io.fluxgateway.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JwtSettingsTest {
    private static final JwtSettings GOOD = JwtSettings.of("https://login.example/", "shop");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://login.example",
                "https://login.example:8443/tenant/v2.0",
                "http://127.0.0.1:4000",
                "http://127.1.2.3",
                "http://localhost:9/",
                "http://[::1]:9"
            })
    void an_issuer_is_an_https_url_or_on_this_machine(String issuer) {
        assertThat(JwtSettings.of(issuer, "shop").issuer()).isEqualTo(issuer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "login.example",
                "http://login.example",
                "http://127.0.0.1.evil.test",
                "http://127.evil.test",
                "http://localhost.evil.test",
                "http://10.0.0.1",
                "ftp://login.example",
                "file:///etc/passwd",
                "https://",
                "https:login.example",
                "https://user:password@login.example",
                "https://login.example/#a",
                "https://login.example/?a=b",
                "https://login .example"
            })
    void what_is_no_issuer_is_refused_by_name(String issuer) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JwtSettings.of(issuer, "shop"))
                .withMessageStartingWith("JWT issuer: \"" + issuer + "\" (expected: ");
    }

    @Test
    void algorithms_are_those_with_a_public_key() {
        assertThat(GOOD.algorithms()).containsExactlyInAnyOrder("RS256", "ES256");
        for (String name : List.of("none", "HS256", "rs256", "")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> GOOD.withAlgorithms(Set.of(name)))
                    .withMessageStartingWith("JWT algorithms: \"" + name + "\" (expected: some of RS256, ");
        }
        assertThatIllegalArgumentException().isThrownBy(() -> GOOD.withAlgorithms(Set.of()));
    }

    @Test
    void a_claim_can_be_the_end_of_a_fields_name() {
        assertThat(GOOD.withClaims(List.of("email", "org_id", "x-y")).claims()).hasSize(3);
        for (String name : List.of("", "a b", "a:b", "https://shop.test/roles", "ü", "x".repeat(65))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> GOOD.withClaims(List.of(name)))
                    .withMessageStartingWith("JWT claim: \"" + name + "\" (expected: 1 to 64 of ");
        }
        assertThatIllegalArgumentException().isThrownBy(() -> GOOD.withClaims(List.of("role", "Role")));
        assertThatIllegalArgumentException().isThrownBy(() -> GOOD.withClaims(Collections.nCopies(21, "a")));
    }

    @Test
    void an_audience_is_visible_and_not_empty() {
        for (String audience : List.of("", "a b", "ü", "x".repeat(256))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> JwtSettings.of("https://login.example", audience))
                    .withMessageStartingWith("JWT audience: \"" + audience + "\"");
        }
    }

    @Test
    void keys_come_from_an_https_url_or_this_machine() {
        assertThat(GOOD.withJwks("https://keys.example/set?v=2").jwks()).isEqualTo("https://keys.example/set?v=2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GOOD.withJwks("http://keys.example"))
                .withMessageStartingWith("JWT key set: \"http://keys.example\"");
    }
}

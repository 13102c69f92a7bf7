package io.fluxgateway.cors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fluxgateway.http.Method;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CorsPolicyTest {

    @Test
    void withoutConfiguredOriginsAnyMayReadAndNoneMayWrite() {
        assertThat(CorsPolicy.DEFAULT.allows("https://a.com", Method.GET)).isTrue();
        assertThat(CorsPolicy.DEFAULT.allows("https://a.com", Method.HEAD)).isTrue();
        for (Method write : List.of(Method.POST, Method.PUT, Method.PATCH, Method.DELETE, Method.OTHER)) {
            assertThat(CorsPolicy.DEFAULT.allows("https://a.com", write)).isFalse();
        }
        assertThat(CorsPolicy.DEFAULT.allowOrigin("https://a.com")).isEqualTo("*");
    }

    @Test
    void configuredOriginsAreExactForEveryMethod() {
        CorsPolicy policy = CorsPolicy.of(List.of("https://your-app.com", "http://localhost:3000"));

        assertThat(policy.allows("https://your-app.com", Method.DELETE)).isTrue();
        assertThat(policy.allows("http://localhost:3000", Method.POST)).isTrue();
        assertThat(policy.allowOrigin("https://your-app.com")).isEqualTo("https://your-app.com");
        for (String other : List.of(
                "http://your-app.com",
                "https://your-app.com:8443",
                "https://your-app.com.evil.com",
                "https://evil-your-app.com",
                "http://localhost:3001",
                "null",
                "")) {
            assertThat(policy.allows(other, Method.GET)).as(other).isFalse();
        }
    }

    @Test
    void aStarStandsForOneLabelOrMoreOnALabelBoundary() {
        CorsPolicy policy = CorsPolicy.of(List.of("https://*.example.com"));

        assertThat(policy.allows("https://a.example.com", Method.POST)).isTrue();
        assertThat(policy.allows("https://a.b.example.com", Method.POST)).isTrue();
        for (String other : List.of(
                "https://example.com",
                "https://.example.com",
                "https://evilexample.com",
                "https://a.example.com.evil.com",
                "https://a.example.com:444",
                "http://a.example.com",
                "https://evil.com/.example.com",
                "https://evil.com#.example.com",
                "https://user@a.example.com",
                "https://a..example.com")) {
            assertThat(policy.allows(other, Method.GET)).as(other).isFalse();
        }
        assertThat(CorsPolicy.of(List.of("https://*.example.com:8443"))
                        .allows("https://a.example.com:8443", Method.GET))
                .isTrue();
    }

    @Test
    void aLoneStarAllowsAll() {
        CorsPolicy policy = CorsPolicy.of(List.of("*"));
        assertThat(policy.allows("null", Method.POST)).isTrue();
        assertThat(policy.allowOrigin("https://a.com")).isEqualTo("*");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "your-app.com",
                "https://",
                "https://your-app.com/",
                "https://your-app.com/path",
                "https://your-app.com:0",
                "https://your-app.com:99999",
                "https://your-app.com:",
                "https://*",
                "https://*.",
                "https://a.*.com",
                "https://**.example.com",
                "https://*example.com",
                "://a.com",
                "https://a b.com",
                "https://user@a.com",
                "https://a.com\r\nx: y",
                "null",
                "https://[::1"
            })
    void otherTextsAreRefusedWithTheValueAndWhatWasExpected(String origin) {
        assertThatThrownBy(() -> CorsPolicy.of(List.of("https://fine.com", origin)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("CORS origin: \"" + origin + "\"")
                .hasMessageContaining("expected");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://[::1]:3000", "http://127.0.0.1", "capacitor://localhost", "HTTPS://Your-App.com"})
    void usualOriginsAreTaken(String origin) {
        assertThat(CorsPolicy.of(List.of(origin)).allows(origin.toLowerCase(java.util.Locale.ROOT), Method.PUT))
                .isTrue();
    }
}

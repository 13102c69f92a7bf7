package io.fluxgateway.invocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fluxgateway.exchange.WebhookSecret;
import io.fluxgateway.http.OriginPattern;
import io.fluxgateway.http.Problem;
import io.fluxgateway.http.ProblemException;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallbackPolicyTest {
    private static final CallbackPolicy POLICY = policy(
            false, "https://your-app.com", "https://*.example.com", "https://b.example:8443", "https://[2606:4700::1]");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://your-app.com",
                "https://your-app.com/",
                "https://your-app.com/hooks?of=shop&a=%2F",
                "https://your-app.com:443/hooks",
                "HTTPS://Your-App.com/Hooks",
                "https://a.example.com/hooks",
                "https://a.b.example.com/hooks",
                "https://b.example:8443/",
                "https://[2606:4700::1]/hooks"
            })
    void aUrlOfAnAllowedOriginIsTakenAsItIs(String url) {
        assertThat(POLICY.check(List.of(url))).isEqualTo(URI.create(url));
    }

    @ParameterizedTest
    @CsvSource({
        "https://evil.com/,                       https://evil.com",
        "https://your-app.com:8443/,              https://your-app.com:8443",
        "http://your-app.com/,                    http://your-app.com",
        "https://your-app.com.evil.com/,          https://your-app.com.evil.com",
        "https://example.com/,                    https://example.com",
        "https://evilexample.com/,                https://evilexample.com",
        "https://a.example.com:8443/,             https://a.example.com:8443",
        "https://b.example/,                      https://b.example",
        "https://[::1]/,                          https://[::1]",
        "https://169.254.169.254/latest/meta-data, https://169.254.169.254"
    })
    void anotherOriginIsRefusedByName(String url, String origin) {
        Problem problem = problem(POLICY, url);

        assertThat(problem.status()).isEqualTo(400);
        assertThat(problem.code()).isEqualTo("callback_origin_not_allowed");
        assertThat(problem.detail()).contains("does not allow callbacks to " + origin + ".");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "hooks",
                "/hooks",
                "your-app.com/hooks",
                "https:/your-app.com",
                "https://",
                "https:your-app.com",
                "ftp://your-app.com/",
                "https://user@your-app.com/",
                "https://user:password@your-app.com/",
                "https://your-app.com/hooks#here",
                "https://your-app.com/a b",
                "https://your-app.com/\u00e9",
                "https://your-\u0430pp.com/",
                "https://your-app.com\\@evil.com/",
                "https://your-app.com:0/",
                "https://your-app.com:65536/",
                "https://your-app.com:/",
                "https://127.1/",
                "https://0x7f.0.0.1/",
                "https://2130706433/",
                "https://your-app.com/%zz",
                "https://your-app.com/\r\nx-evil: 1"
            })
    void whatIsNoUrlOrHasMoreThanOneMayHaveIsRefused(String text) {
        Problem problem = problem(POLICY, text);

        assertThat(problem.status()).isEqualTo(400);
        assertThat(problem.code()).isEqualTo("callback_invalid");
        assertThat(problem.detail()).startsWith("x-flux-callback: \"" + text + "\" (expected a URL such as https://");
    }

    @Test
    void aUrlMayHave2048Characters() {
        String longest = "https://your-app.com/" + "a".repeat(2048 - "https://your-app.com/".length());

        assertThat(POLICY.check(List.of(longest))).hasToString(longest);
        assertThat(problem(POLICY, longest + "a").code()).isEqualTo("callback_invalid");
        assertThat(problem(POLICY, longest + "a").detail())
                .isEqualTo("x-flux-callback: its URL has 2049 characters (expected at most 2048).");
    }

    @Test
    void twoFieldsAreRefused() {
        Problem problem = problem(POLICY, "https://your-app.com", "https://your-app.com");

        assertThat(problem.code()).isEqualTo("callback_invalid");
        assertThat(problem.detail()).contains("2 fields");
    }

    @Test
    void withoutOriginsCallbacksAreOffWhateverTheUrl() {
        for (String url : List.of("https://your-app.com", "nonsense")) {
            Problem problem = problem(CallbackPolicy.OFF, url);

            assertThat(problem.status()).isEqualTo(400);
            assertThat(problem.code()).isEqualTo("callback_not_enabled");
            assertThat(problem.detail()).contains("flux project update --callback-origin");
        }
    }

    @Test
    void aUrlWithoutTlsNeedsPrivateAddresses() {
        String url = "http://my_service:8080/hooks";

        assertThat(policy(true, "http://my_service:8080").check(List.of(url))).isEqualTo(URI.create(url));
        assertThat(problem(policy(false, "http://my_service:8080"), url).code())
                .isEqualTo("callback_origin_not_allowed");
    }

    @Test
    void aPortThatIsTheSchemesOwnMayBeConfigured() {
        assertThat(policy(false, "https://your-app.com:443").check(List.of("https://your-app.com/a")))
                .hasToString("https://your-app.com/a");
    }

    @Test
    void thereIsASignatureForEachSecretThatIsInUse() {
        Instant now = Instant.ofEpochSecond(1_614_265_330L, 999_999_999);
        WebhookSecret one = WebhookSecret.generate();
        WebhookSecret two = WebhookSecret.generate();
        byte[] body = {'{', '}'};
        CallbackPolicy policy =
                new CallbackPolicy(List.of(), false, at -> at.equals(now) ? List.of(one, two) : List.of());

        assertThat(policy.signature("a1", now, body))
                .isEqualTo(one.sign("a1", 1_614_265_330L, body) + " " + two.sign("a1", 1_614_265_330L, body));
    }

    private static Problem problem(CallbackPolicy policy, String... fields) {
        return catchThrowableOfType(ProblemException.class, () -> policy.check(List.of(fields)))
                .problem();
    }

    private static CallbackPolicy policy(boolean privateAddresses, String... origins) {
        return new CallbackPolicy(
                Stream.of(origins)
                        .map(origin -> OriginPattern.parse(origin).orElseThrow())
                        .toList(),
                privateAddresses,
                now -> List.of());
    }
}

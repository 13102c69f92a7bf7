package io.fluxgateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JwtCommandTest extends OneProject {
    JwtCommandTest() {
        super("project");
    }

    @Test
    void an_issuer_is_kept_and_shown_with_the_defaults() {
        FluxCall call = update("--jwt-issuer", "https://login.example/", "--jwt-audience", "shop");

        assertThat(call.exitCode()).as(call.err()).isZero();
        assertThat(call.out()).isEqualTo(show());
        assertThat(show().lines())
                .endsWith(
                        "jwt       issuer https://login.example/, audience shop",
                        "          signed with RS256 or ES256, keys from where the issuer says",
                        "          plan free for each subject (60 requests a minute, bursts of 120)");
    }

    @Test
    void what_is_not_named_stays() {
        update("--jwt-issuer", "https://login.example/", "--jwt-audience", "shop", "--jwt-claims", "email, org");
        update("--jwt-algorithms", "PS256,EdDSA", "--jwt-jwks", "https://keys.example/set", "--jwt-plan", "team");
        update("--plan", "pro");

        assertThat(show())
                .contains(
                        "issuer https://login.example/, audience shop",
                        "signed with PS256 or EdDSA, keys from https://keys.example/set",
                        "plan team for each subject",
                        "functions are told email, org");
        update("--jwt-claims", "", "--jwt-jwks", "");
        assertThat(show()).contains("keys from where the issuer says").doesNotContain("functions are told");
        update("--no-jwt");
        assertThat(show()).doesNotContain("jwt");
    }

    @Test
    void show_as_json_has_all_settings_and_no_secret() {
        assertThat(flux("show", "--json").out().strip())
                .isEqualTo("{\"project\":\"shop\",\"plan\":\"free\",\"perMinute\":60,\"burst\":120,\"corsOrigins\":[],"
                        + "\"traceSampling\":1.0,\"traceQueries\":false,\"callbackOrigins\":[],"
                        + "\"callbackPrivateAddresses\":false,\"jwt\":null}");
        update("--jwt-issuer", "https://login.example", "--jwt-audience", "shop", "--jwt-claims", "email");
        update("--callback-origin", "https://your-app.com");

        assertThat(flux("show", "--json").out())
                .contains(
                        "\"jwt\":{\"issuer\":\"https://login.example\",\"audience\":\"shop\",\"algorithms\":[\"RS256\",\"ES256\"],"
                                + "\"jwks\":null,\"claims\":[\"email\"],\"plan\":\"free\"}")
                .doesNotContain("whsec");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--jwt-issuer https://login.example | JWTs need an issuer and an audience",
                "--jwt-audience shop | JWTs need an issuer and an audience",
                "--jwt-issuer http://login.example --jwt-audience shop | JWT issuer: \"http://login.example\" (expected: a URL",
                "--jwt-issuer https://login.example --jwt-audience shop --jwt-algorithms HS256 | JWT algorithms: \"HS256\"",
                "--jwt-issuer https://login.example --jwt-audience shop --jwt-algorithms none | JWT algorithms: \"none\"",
                "--jwt-issuer https://login.example --jwt-audience shop --jwt-claims a:b | JWT claim: \"a:b\"",
                "--jwt-issuer https://login.example --jwt-audience shop --jwt-plan gold | plan: \"gold\" (expected one of",
                "--no-jwt --jwt-audience shop | --no-jwt",
                "--no-jwt --jwt-issuer https://login.example | mutually exclusive",
            })
    void what_makes_no_sense_is_refused_and_changes_nothing(String args, String message) {
        FluxCall call = update(args.split(" "));

        assertThat(call.exitCode()).isEqualTo(2);
        assertThat(call.err()).contains(message).doesNotContain("Exception");
        assertThat(show()).doesNotContain("jwt");
    }

    private String show() {
        return flux("show").out();
    }

    private FluxCall update(String... args) {
        return flux("update", args);
    }
}

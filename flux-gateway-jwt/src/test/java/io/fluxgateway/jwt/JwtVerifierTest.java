package io.fluxgateway.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import io.fluxgateway.auth.TokenVerdict;
import io.fluxgateway.auth.TokenVerifier;
import io.fluxgateway.project.JwtSettings;
import io.fluxgateway.testkit.ManualClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which tokens are valid, and what is made of them. */
class JwtVerifierTest {
    private static final long NOW = Token.NOW.getEpochSecond();

    private final ManualClock clock = new ManualClock(Token.NOW);
    private final JwtVerification verification = JwtVerification.create(JwtOptions.DEFAULT, clock);
    private TestIssuer issuer;
    private JwtSettings settings;
    private Token good;

    @BeforeEach
    void start() {
        issuer = new TestIssuer(Keys.RSA, Keys.EC, Keys.ED);
        settings = JwtSettings.of(issuer.url(), Token.AUDIENCE);
        good = Token.of(issuer.url());
    }

    @AfterEach
    void stop() {
        verification.close();
        issuer.close();
    }

    @Test
    void a_token_of_the_issuer_is_valid() {
        TokenVerdict.Valid valid = valid(verify(good.signed()));

        assertThat(valid.subject().issuer()).isEqualTo(issuer.url());
        assertThat(valid.subject().subject()).isEqualTo("u_1");
        assertThat(valid.subject().claims()).isEmpty();
        assertThat(valid.functions()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"ES256,ec-1", "EdDSA,ed-1", "PS256,rsa-1", "RS384,rsa-1", "RS512,rsa-1"})
    void each_algorithm_that_is_allowed_is_verified_and_no_other(String algorithm, String key) {
        Keys keys = key.equals("ec-1") ? Keys.EC : key.equals("ed-1") ? Keys.ED : Keys.RSA;
        String token = good.header("alg", algorithm).header("kid", key).signed(keys, algorithm);

        settings = settings.withAlgorithms(Set.of(algorithm));
        valid(verify(token));
        settings = settings.withAlgorithms(Set.of("RS256"));
        assertThat(verify(token)).isEqualTo(new TokenVerdict.Invalid("signed in a way that is not allowed"));
    }

    @Test
    void hostile_tokens_are_invalid_and_nobody_else_is_asked_for_keys() {
        settings = settings.withClaims(List.of("email"));
        try (TestIssuer attacker = new TestIssuer(Keys.OTHER_RSA.named("theirs"))) {
            TokenVerifier verifier = verification.verifier(settings);
            valid(verify(verifier, good.signed()));
            Map<String, String> hostile = HostileTokens.of(issuer.url(), attacker.url());

            assertThat(hostile).hasSizeGreaterThan(120);
            hostile.forEach((name, token) ->
                    assertThat(verify(verifier, token)).as(name).isInstanceOf(TokenVerdict.Invalid.class));

            assertThat(attacker.fetches).as("fetches from others").hasValue(0);
            assertThat(issuer.fetches)
                    .as("fetches, however many keys tokens name")
                    .hasValue(1);
        }
    }

    @Test
    void the_reason_has_nothing_of_the_token() {
        settings = settings.withClaims(List.of("email"));
        try (TestIssuer attacker = new TestIssuer()) {
            TokenVerifier verifier = verification.verifier(settings);
            HostileTokens.of(issuer.url(), attacker.url()).forEach((name, token) -> {
                String reason = ((TokenVerdict.Invalid) verify(verifier, token)).reason();
                assertThat(reason).as(name).matches("[A-Za-z0-9_ ',-]{1,80}").doesNotContain("passwd", "evil", "root");
            });
        }
    }

    @Test
    void clocks_may_differ_by_a_minute() {
        valid(verify(good.claim("exp", NOW - 59).signed()));
        valid(verify(good.claim("nbf", NOW + 60).signed()));
        valid(verify(good.claim("exp", NOW + 0.5).signed()));
    }

    @Test
    void a_token_that_was_verified_ends_at_its_time() {
        TokenVerifier verifier = verification.verifier(settings);
        String token = good.claim("exp", NOW + 10).signed();
        valid(verify(verifier, token));

        clock.advance(Duration.ofSeconds(69));
        valid(verify(verifier, token));
        clock.advance(Duration.ofSeconds(1));
        assertThat(verify(verifier, token)).isEqualTo(new TokenVerdict.Invalid("expired"));
    }

    @Test
    void a_token_that_was_verified_is_known_at_once() {
        TokenVerifier verifier = verification.verifier(settings);
        String token = good.signed();
        valid(verify(verifier, token));

        assertThat(verifier.verify(token).toCompletableFuture()).isDone();
    }

    @Test
    void an_audience_may_be_one_of_several_and_the_type_may_be_missing_or_that_of_an_access_token() {
        valid(verify(good.claim("aud", List.of("blog", Token.AUDIENCE)).signed()));
        valid(verify(good.withoutHeader("typ").signed()));
        valid(verify(good.header("typ", "at+jwt").signed()));
        valid(verify(good.header("typ", "application/at+JWT").signed()));
    }

    @Test
    void headers_that_say_where_a_key_is_are_ignored() {
        valid(verify(good.header("jku", "http://127.0.0.1:1/keys")
                .header("jwk", Map.of("kty", "none"))
                .header("x5u", 5)
                .header("x5c", "?")
                .signed()));
    }

    @Test
    void without_a_name_the_key_must_be_clear() {
        String token = good.withoutHeader("kid").signed();
        valid(verify(token));

        issuer.publish(Keys.RSA, Keys.OTHER_RSA.named("rsa-2"));
        clock.advance(Duration.ofHours(1));
        assertThat(verify(good.withoutHeader("kid").claim("exp", NOW + 9_999).signed()))
                .isEqualTo(new TokenVerdict.Invalid("of a key that the issuer does not have"));
    }

    @Test
    void chosen_claims_are_told_strings_as_they_are_and_the_rest_as_json() {
        settings = settings.withClaims(List.of("email", "Roles", "age", "absent", "nothing", "org"));

        TokenVerdict.Valid valid = valid(verify(good.claim("email", "ann@shop.test")
                .claim("Roles", List.of("till", "störe"))
                .claim("age", 42)
                .claim("nothing", null)
                .claim("org", "50% Gmbh ")
                .claim("secret", "not chosen")
                .signed()));

        assertThat(valid.subject().claims())
                .isEqualTo(Map.of(
                        "email", "ann@shop.test", "Roles", "[\"till\",\"störe\"]", "age", "42", "org", "50% Gmbh "));
        Map<String, String> fields = new java.util.HashMap<>();
        valid.subject().eachField(fields::put);
        assertThat(fields)
                .isEqualTo(Map.of(
                        "x-flux-subject", "u_1",
                        "x-flux-claim-email", "ann@shop.test",
                        "x-flux-claim-roles", "[\"till\",\"st%C3%B6re\"]",
                        "x-flux-claim-age", "42",
                        "x-flux-claim-org", "50%25 Gmbh%20"));
    }

    @Test
    void a_token_may_be_for_some_functions_only() {
        assertThat(valid(verify(good.claim(TokenCheck.FUNCTIONS, List.of("a", "b"))
                                .signed()))
                        .functions())
                .containsExactly("a", "b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"auth0|5f7c8ec7c33c6c004bbafe82", "ann@shop.test", "Jürgen", "a b"})
    void any_subject_without_control_characters_is_taken(String subject) {
        assertThat(valid(verify(good.claim("sub", subject).signed())).subject().subject())
                .isEqualTo(subject);
    }

    @Test
    void other_settings_hold_for_tokens_that_were_verified_before() {
        String token = good.signed();
        valid(verify(verification.verifier(settings), token));

        TokenVerifier next = verification.verifier(JwtSettings.of(issuer.url(), "blog"));

        assertThat(verify(next, token)).isEqualTo(new TokenVerdict.Invalid("for another audience"));
        assertThat(issuer.fetches).as("the keys are the same").hasValue(1);
    }

    @Test
    void a_key_for_something_else_or_too_weak_verifies_nothing() {
        RSAKey rsa = Keys.RSA.jwk().toRSAKey();
        Keys weak = Keys.rsa("rsa-1", 1_024);
        for (RSAKey key : List.of(
                new RSAKey.Builder(rsa).keyUse(KeyUse.ENCRYPTION).build(),
                new RSAKey.Builder(rsa).algorithm(JWSAlgorithm.PS256).build(),
                weak.jwk().toRSAKey())) {
            try (TestIssuer other = new TestIssuer(new Keys(key, Keys.RSA.secret()), Keys.EC)) {
                settings = JwtSettings.of(other.url(), Token.AUDIENCE);
                Keys signer = key.size() < 2_048 ? weak : Keys.RSA;
                assertThat(verify(Token.of(other.url()).signed(signer, "RS256")))
                        .isEqualTo(new TokenVerdict.Invalid("of a key that the issuer does not have"));
            }
        }
    }

    @Test
    void when_too_many_wait_nobody_blocks() {
        IssuerKeys keys = new IssuerKeys(
                () -> {
                    throw new AssertionError("not asked");
                },
                JwtOptions.DEFAULT,
                clock,
                Runnable::run);
        TokenVerifier busy =
                new JwtVerifier(new TokenCheck(settings, Duration.ZERO), keys, JwtOptions.DEFAULT, clock, task -> {
                    throw new RejectedExecutionException();
                });

        assertThat(verify(busy, good.signed()))
                .isEqualTo(new TokenVerdict.Undecided("too many wait to be verified", 1));
    }

    private TokenVerdict verify(String token) {
        return verify(verification.verifier(settings), token);
    }

    static TokenVerdict verify(TokenVerifier verifier, String token) {
        try {
            return verifier.verify(token).toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    static TokenVerdict.Valid valid(TokenVerdict verdict) {
        assertThat(verdict).isInstanceOf(TokenVerdict.Valid.class);
        return (TokenVerdict.Valid) verdict;
    }
}

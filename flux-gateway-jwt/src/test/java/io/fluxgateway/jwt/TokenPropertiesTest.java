package io.fluxgateway.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWKSet;
import io.fluxgateway.auth.TokenVerdict;
import io.fluxgateway.project.JwtSettings;
import io.fluxgateway.testkit.ManualClock;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever is sent as a token: a verdict, and never that it is valid unless it says what the issuer signed. */
class TokenPropertiesTest {
    private static final String SEED = "6265";
    private static final String ISSUER = "https://login.test/";
    private static final String GOOD =
            Token.of(ISSUER).claim("nbf", 1).claim("n", List.of(1.5, "x")).signed();

    private final JwtVerifier verifier = verifier();

    @Property(seed = SEED)
    void a_token_that_was_changed_is_invalid(@ForAll("changed") String token) {
        TokenVerdict verdict = verdict(token);
        if (verdict instanceof TokenVerdict.Valid) {
            // Other bits behind the end of the signature's last byte are no change of what is said.
            assertThat(token.substring(0, token.lastIndexOf('.'))).isEqualTo(GOOD.substring(0, GOOD.lastIndexOf('.')));
            assertThat(decoded(token)).isEqualTo(decoded(GOOD));
        } else {
            assertThat(((TokenVerdict.Invalid) verdict).reason()).matches("[A-Za-z0-9_ ',-]{1,80}");
        }
    }

    @Property(seed = SEED, tries = 200) // an RSA signature for each
    void what_an_issuer_signs_is_valid_only_with_good_claims(
            @ForAll("json") String header, @ForAll("json") String claims) {
        TokenVerdict verdict = verdict(Token.signed(header, claims, Keys.RSA, "RS256"));

        assertThat(verdict).isInstanceOfAny(TokenVerdict.Invalid.class, TokenVerdict.Valid.class);
        if (verdict instanceof TokenVerdict.Valid valid) {
            assertThat(header).contains("RS256");
            assertThat(claims).contains("\"exp\"", "\"aud\"", "\"iss\"");
            assertThat(valid.subject().subject()).isNotEmpty();
        }
    }

    private static JwtVerifier verifier() {
        try {
            KeySet keys = KeySet.parse(new JWKSet(Keys.RSA.jwk()).toString());
            ManualClock clock = new ManualClock(Token.NOW);
            KeySource source = () -> CompletableFuture.completedFuture(keys);
            return new JwtVerifier(
                    new TokenCheck(JwtSettings.of(ISSUER, Token.AUDIENCE), JwtOptions.DEFAULT.skew()),
                    new IssuerKeys(source, JwtOptions.DEFAULT, clock, Runnable::run),
                    JwtOptions.DEFAULT,
                    clock,
                    Runnable::run);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private TokenVerdict verdict(String token) {
        return verifier.verify(token).toCompletableFuture().join();
    }

    private static byte[] decoded(String token) {
        return Base64.getUrlDecoder().decode(token.substring(token.lastIndexOf('.') + 1));
    }

    @Provide
    Arbitrary<String> changed() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, GOOD.length() - 1),
                        Arbitraries.strings().withChars("ABCxyz019-_.").ofMaxLength(4),
                        Arbitraries.integers().between(0, 4))
                .as((at, inserted, removed) ->
                        GOOD.substring(0, at) + inserted + GOOD.substring(Math.min(GOOD.length(), at + removed)));
    }

    @Provide
    Arbitrary<String> json() {
        Token good = Token.of(ISSUER);
        Arbitrary<String> text = Arbitraries.of(
                good.headerText(),
                good.claimsText(),
                good.claim("nbf", 1e9).claim("flux_functions", List.of("a")).claimsText());
        return Combinators.combine(
                        text,
                        Arbitraries.integers().between(0, 999),
                        Arbitraries.strings()
                                .withChars("{}[]\",:0123456789-eE.tfn \\u\u0000\u00e4\ud800")
                                .ofMaxLength(3),
                        Arbitraries.integers().between(0, 3))
                .as((json, place, inserted, removed) -> {
                    int at = place * json.length() / 1_000;
                    return json.substring(0, at) + inserted + json.substring(Math.min(json.length(), at + removed));
                });
    }
}

package io.fluxgateway.jwt;

import static io.fluxgateway.jwt.JwtVerifierTest.valid;
import static io.fluxgateway.jwt.JwtVerifierTest.verify;
import static org.assertj.core.api.Assertions.assertThat;

import io.fluxgateway.auth.TokenVerdict;
import io.fluxgateway.auth.TokenVerifier;
import io.fluxgateway.project.JwtSettings;
import io.fluxgateway.testkit.ManualClock;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When keys are fetched, and what happens when they cannot be: over real sockets, by a clock that a test moves. */
class IssuerKeysTest {
    private final ManualClock clock = new ManualClock(Token.NOW);
    private final JwtVerification verification = JwtVerification.create(JwtOptions.DEFAULT, clock);
    private TestIssuer issuer;
    private TokenVerifier verifier;
    private int number;

    @BeforeEach
    void start() {
        issuer = new TestIssuer(Keys.RSA);
        verifier = verification.verifier(JwtSettings.of(issuer.url(), Token.AUDIENCE));
    }

    @AfterEach
    void stop() {
        verification.close();
        issuer.close();
    }

    @Test
    void fifty_callers_at_the_start_cause_one_fetch() throws Exception {
        issuer.gate = new CountDownLatch(1);
        List<CompletableFuture<TokenVerdict>> verdicts = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            verdicts.add(verifier.verify(another()).toCompletableFuture());
        }
        soon().until(() -> issuer.discoveries.get() == 1);
        assertThat(verdicts).noneMatch(CompletableFuture::isDone);
        issuer.gate.countDown();

        for (CompletableFuture<TokenVerdict> verdict : verdicts) {
            valid(verdict.get(10, TimeUnit.SECONDS));
        }
        assertThat(issuer.discoveries).hasValue(1);
        assertThat(issuer.fetches).hasValue(1);
    }

    @Test
    void keys_are_fetched_again_ahead_of_time_while_the_old_ones_are_used() {
        valid(verify(verifier, another()));
        clock.advance(Duration.ofMinutes(5));
        issuer.gate = new CountDownLatch(1);

        valid(verify(verifier, another()));
        valid(verify(verifier, another()));
        soon().until(() -> issuer.discoveries.get() == 2);
        issuer.gate.countDown();

        soon().until(() -> issuer.fetches.get() == 2);
        valid(verify(verifier, another()));
        assertThat(issuer.discoveries).hasValue(2);
    }

    @Test
    void while_the_issuer_is_down_known_keys_go_on_working() {
        String token = another();
        valid(verify(verifier, token));
        issuer.status = 503;

        for (int minute = 0; minute < 12; minute++) {
            clock.advance(Duration.ofMinutes(1));
            int expected = 1 + Math.max(0, minute - 3);
            soon().until(() -> {
                valid(verify(verifier, token));
                valid(verify(verifier, another()));
                return issuer.discoveries.get() >= expected;
            });
        }

        issuer.status = 200;
        issuer.publish(Keys.RSA, Keys.EC);
        clock.advance(Duration.ofMinutes(1));
        soon().until(() -> {
            valid(verify(verifier, another()));
            return issuer.fetches.get() == 2;
        });
    }

    @Test
    void while_the_issuer_hangs_nobody_waits_for_it() throws Exception {
        BlockingQueue<CompletableFuture<KeySet>> asked = new LinkedBlockingQueue<>();
        IssuerKeys keys = new IssuerKeys(
                () -> {
                    CompletableFuture<KeySet> answer = new CompletableFuture<>();
                    asked.add(answer);
                    return answer;
                },
                JwtOptions.DEFAULT,
                clock,
                Runnable::run);
        CompletionStage<IssuerKeys.State> first = keys.current();
        asked.remove().complete(KeySet.parse(issuer.keySet));
        assertThat(first.toCompletableFuture().join().keys()).isNotNull();
        clock.advance(Duration.ofMinutes(6));
        assertThat(keys.current().toCompletableFuture()).isDone();
        asked.remove().completeExceptionally(new IOException("timed out"));

        for (int minute = 0; minute < 50; minute++) {
            clock.advance(Duration.ofMinutes(1));
            assertThat(keys.current().toCompletableFuture()).isDone();
            assertThat(keys.epoch()).isEqualTo(1);
        }
        assertThat(asked).as("fetches under way").hasSize(1);
    }

    @Test
    void a_fetch_that_ends_at_once_is_over() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        KeySet set = KeySet.parse(issuer.keySet);
        IssuerKeys keys = new IssuerKeys(
                () -> {
                    asked.incrementAndGet();
                    return CompletableFuture.completedFuture(set);
                },
                JwtOptions.DEFAULT,
                clock,
                Runnable::run);

        for (int fetches = 1; fetches <= 3; fetches++) {
            assertThat(keys.current().toCompletableFuture().join().keys()).isEqualTo(set);
            assertThat(asked).hasValue(fetches);
            clock.advance(Duration.ofMinutes(5));
        }
    }

    @Test
    void an_outage_is_not_tolerated_for_ever() {
        valid(verify(verifier, another()));
        issuer.status = 503;
        clock.advance(Duration.ofMinutes(5));
        valid(verify(verifier, another()));
        soon().until(() -> issuer.discoveries.get() == 2);
        clock.advance(Duration.ofMinutes(55));

        soon().until(() -> verify(verifier, another()) instanceof TokenVerdict.Undecided);
    }

    @Test
    void a_set_that_was_never_fetched_leaves_tokens_undecided_and_is_fetched_after_a_while() {
        issuer.status = 500;

        TokenVerdict verdict = verify(verifier, another());
        assertThat(verdict).isEqualTo(new TokenVerdict.Undecided("the issuer's keys cannot be fetched", 5));
        for (int i = 0; i < 20; i++) {
            assertThat(verify(verifier, another())).isEqualTo(verdict);
        }
        assertThat(issuer.discoveries).hasValue(1);

        issuer.status = 200;
        clock.advance(Duration.ofSeconds(5));
        valid(verify(verifier, another()));
    }

    @Test
    void a_new_key_is_found_with_the_first_token_of_it() {
        valid(verify(verifier, another()));
        issuer.publish(Keys.RSA, Keys.OTHER_RSA.named("rsa-2"));
        clock.advance(Duration.ofSeconds(30));

        valid(verify(verifier, Token.of(issuer.url()).header("kid", "rsa-2").signed(Keys.OTHER_RSA, "RS256")));
        assertThat(issuer.fetches).hasValue(2);
    }

    @Test
    void unknown_keys_cause_one_fetch_each_half_minute_at_most() {
        valid(verify(verifier, another()));
        for (int half = 1; half <= 3; half++) {
            clock.advance(Duration.ofSeconds(30));
            for (int i = 0; i < 40; i++) {
                assertThat(verify(
                                verifier,
                                Token.of(issuer.url())
                                        .header("kid", "k" + half + i)
                                        .signed()))
                        .isEqualTo(new TokenVerdict.Invalid("of a key that the issuer does not have"));
            }
            assertThat(issuer.fetches).hasValue(1 + half);
        }
    }

    @Test
    void a_key_that_was_withdrawn_ends_also_what_was_verified_with_it() {
        String token = another();
        valid(verify(verifier, token));
        issuer.publish(Keys.EC);
        clock.advance(Duration.ofMinutes(5));
        valid(verify(verifier, token)); // which has the keys fetched again

        soon().untilAsserted(() -> assertThat(verify(verifier, token))
                .isEqualTo(new TokenVerdict.Invalid("of a key that the issuer does not have")));
    }

    @Test
    void after_a_long_pause_the_first_token_waits_for_the_keys_of_now() {
        String token = another();
        valid(verify(verifier, token));
        issuer.publish(Keys.EC);
        clock.advance(Duration.ofMinutes(10));

        assertThat(verify(verifier, token))
                .isEqualTo(new TokenVerdict.Invalid("of a key that the issuer does not have"));
    }

    @Test
    void a_token_of_another_issuer_causes_no_fetch() {
        assertThat(verify(verifier, Token.of("https://other.test").signed())).isInstanceOf(TokenVerdict.Invalid.class);
        assertThat(verify(verifier, Token.of(issuer.url()).claim("exp", 1).signed()))
                .isInstanceOf(TokenVerdict.Invalid.class);

        assertThat(issuer.discoveries).hasValue(0);
    }

    @Test
    void keys_come_from_where_the_settings_say_without_asking_the_issuer() {
        TokenVerifier direct = verification.verifier(
                JwtSettings.of("https://login.test/", Token.AUDIENCE).withJwks(issuer.url() + "/keys"));

        valid(verify(direct, Token.of("https://login.test/").signed()));
        assertThat(issuer.discoveries).hasValue(0);
    }

    @Test
    void what_is_no_answer_of_the_issuers_is_not_taken() {
        String own = issuer.configuration;
        for (String configuration : List.of(
                "{\"issuer\":\"https://evil.test\",\"jwks_uri\":\"" + issuer.url() + "/keys\"}",
                "{\"issuer\":\"" + issuer.url() + "\"}",
                "{\"issuer\":\"" + issuer.url() + "\",\"jwks_uri\":\"file:///etc/passwd\"}",
                "{\"issuer\":\"" + issuer.url() + "\",\"jwks_uri\":\"http://keys.test/\"}",
                "{\"issuer\":\"" + issuer.url() + "\",\"jwks_uri\":\"" + issuer.url() + "/moved\"}",
                "<html>",
                own + " ".repeat(JwtOptions.DEFAULT.maxDocumentBytes()))) {
            issuer.configuration = configuration;
            undecided(configuration);
        }
        issuer.configuration = own;
        for (String keys : List.of("{}", "{\"keys\":[]}", "{\"keys\":[{\"kty\":\"oct\",\"k\":\"c2VjcmV0\"}]}", "no")) {
            issuer.keySet = keys;
            undecided(keys);
        }
    }

    @Test
    void an_answer_has_its_time() {
        issuer.gate = new CountDownLatch(1);
        try (JwtVerification hasty =
                JwtVerification.create(JwtOptions.DEFAULT.withFetchTimeout(Duration.ofMillis(100)), clock)) {
            TokenVerifier impatient = hasty.verifier(JwtSettings.of(issuer.url(), Token.AUDIENCE));

            assertThat(verify(impatient, another())).isInstanceOf(TokenVerdict.Undecided.class);
        }
    }

    private void undecided(String because) {
        clock.advance(Duration.ofSeconds(5));
        assertThat(verify(verifier, another()))
                .as(because.substring(0, Math.min(90, because.length())))
                .isInstanceOf(TokenVerdict.Undecided.class);
    }

    private static ConditionFactory soon() {
        return Awaitility.await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(5));
    }

    /** A token that was not seen before, and lasts longer than these tests. */
    private String another() {
        return Token.of(issuer.url())
                .claim("exp", Token.NOW.getEpochSecond() + 100_000)
                .claim("jti", ++number)
                .signed();
    }
}

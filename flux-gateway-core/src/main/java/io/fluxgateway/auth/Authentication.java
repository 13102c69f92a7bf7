package io.fluxgateway.auth;

import io.fluxgateway.exchange.Caller;
import io.fluxgateway.exchange.Exchange;
import io.fluxgateway.exchange.Handled;
import io.fluxgateway.exchange.Quota;
import io.fluxgateway.http.HeaderNames;
import io.fluxgateway.http.Problem;
import io.fluxgateway.http.Status;
import io.fluxgateway.middleware.Middleware;
import io.fluxgateway.middleware.Next;
import io.github.bucket4j.TimeMeter;
import java.time.Clock;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Step 1: every request needs an API key of this project, or a token if there is something to verify those with, as {@code
 * Authorization: Bearer} (RFC 6750 section 2.1). Keys and tokens are told apart by their shape, without a look-up.
 *
 * <p>401 without a usable credential, or 429 to an address from which too many of those came, 403 with a valid one of another project or of another function's scope. Any number of credentials but one is refused, so
 * that nothing behind the gateway can read another one than was checked here.
 */
public final class Authentication implements Middleware {
    public static final int DEFAULT_MAX_TOKEN_LENGTH = 8 << 10;

    private static final String SCHEME = "Bearer ";
    private static final Problem MISSING =
            unauthorized("credential_missing", "Send your API key as \"Authorization: Bearer flx_live_...\".");
    private static final Problem AMBIGUOUS =
            unauthorized("credential_malformed", "The request has more than one Authorization field; send one.");
    private static final Problem WRONG_SCHEME =
            unauthorized("credential_malformed", "The Authorization field must have the form \"Bearer flx_live_...\".");
    private static final Problem MALFORMED = unauthorized(
            "credential_malformed",
            "This is not an API key of Flux Gateway, or a character of it is wrong. Check that it was copied whole.");
    private static final Problem UNKNOWN =
            unauthorized("credential_unknown", "No such API key. Make one with \"flux api-keys create --name NAME\".");
    private static final Problem REVOKED =
            unauthorized("credential_revoked", "This API key was revoked. Use another one.");
    private static final Problem EXPIRED =
            unauthorized("credential_expired", "This API key has expired. Use another one.");
    private static final Problem REPLACED = unauthorized(
            "credential_expired", "This API key was replaced, and its time is over. Use the key that replaced it.");
    private static final Problem OTHER_PROJECT = Problem.of(
            Status.FORBIDDEN,
            "credential_of_other_project",
            "Forbidden",
            "This API key is valid, but belongs to another project. Use a key of this one.");

    private final String project;
    private final KeyLookup keys;
    private final Supplier<@Nullable TokenVerifier> verifier;
    private final TokenAuthentication tokens;
    private final ScopeCheck scopes;
    private final Clock clock;
    private final FailedAuthentications failures;

    /**
     * @param project   the one project whose keys are let through
     * @param verifier  verifies tokens as it is now; null if there are none
     * @param maxTokenLength longest token that is looked into, in characters
     * @param functions the name of the function that the request is for; null if there is none. Asked only for credentials
     *                  that are not for all functions
     * @param clock     tells whether a key has expired
     * @param failures  how many requests with a bad credential an address may send; what it sends beyond is answered 429
     */
    public Authentication(
            String project,
            KeyLookup keys,
            Supplier<@Nullable TokenVerifier> verifier,
            int maxTokenLength,
            Function<Exchange, @Nullable String> functions,
            Clock clock,
            Quota failures) {
        this.project = project;
        this.keys = keys;
        this.verifier = verifier;
        this.scopes = new ScopeCheck(functions);
        this.clock = clock;
        this.failures = new FailedAuthentications(failures, TimeMeter.SYSTEM_NANOTIME);
        this.tokens = new TokenAuthentication(project, maxTokenLength, scopes, this.failures);
    }

    @Override
    public Handled handle(Exchange exchange, Next next) throws Exception {
        List<String> fields = exchange.headers(HeaderNames.AUTHORIZATION);
        if (fields.size() != 1) {
            return refuse(exchange, fields.isEmpty() ? MISSING : AMBIGUOUS, null);
        }
        String field = fields.get(0);
        if (!field.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return refuse(exchange, WRONG_SCHEME, null);
        }
        String credential = field.substring(SCHEME.length()).strip();
        if (ApiKeySecret.isWellFormed(credential)) {
            return find(exchange, KeyDigest.of(credential), next);
        }
        TokenVerifier ofTokens = verifier.get();
        if (ofTokens == null || !TokenShape.isToken(credential)) {
            return refuse(exchange, MALFORMED, null);
        }
        return tokens.handle(exchange, ofTokens, credential, next);
    }

    private Handled find(Exchange exchange, KeyDigest digest, Next next) throws Exception {
        if (failures.isExhausted(exchange.clientAddress()) && !keys.isWarm(digest)) {
            return refuse(exchange, UNKNOWN, null); // a guess more is not worth a look-up
        }
        return exchange.await(keys.find(digest), (e, found) -> decide(e, found, next));
    }

    private Handled decide(Exchange exchange, @Nullable ApiKey key, Next next) {
        if (key == null) {
            return refuse(exchange, UNKNOWN, null);
        }
        if (key.isRevoked()) {
            return refuse(exchange, REVOKED, key);
        }
        if (key.expiresAt() != null && key.isExpired(clock.millis())) {
            return refuse(exchange, key.isReplaced() ? REPLACED : EXPIRED, key);
        }
        if (!key.project().equals(project)) {
            return refuse(exchange, OTHER_PROJECT, key);
        }
        Caller caller = new Caller(key.id(), key.name(), key.project(), key.quota(), key.scopes());
        ScopeCheck.Refusal refusal = scopes.refusal(exchange, caller);
        if (refusal != null) {
            exchange.record(new AuthenticationResult(refusal.problem().code(), key, refusal.function()));
            return exchange.reject(refusal.problem());
        }
        keys.used(key);
        exchange.record(new AuthenticationResult("ok", key));
        exchange.caller(caller);
        exchange.forwardHeader(HeaderNames.FLUX_KEY_NAME, key.name());
        return next.proceed(exchange);
    }

    private Handled refuse(Exchange exchange, Problem problem, @Nullable ApiKey key) {
        Problem answer = failures.answer(exchange.clientAddress(), problem);
        exchange.record(new AuthenticationResult(answer.code(), key));
        return exchange.reject(answer);
    }

    private static Problem unauthorized(String code, String detail) {
        return Problem.of(Status.UNAUTHORIZED, code, "Unauthorized", detail)
                .withHeader(HeaderNames.WWW_AUTHENTICATE, "Bearer");
    }
}

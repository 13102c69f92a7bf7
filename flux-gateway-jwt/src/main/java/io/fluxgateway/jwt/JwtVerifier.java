package io.fluxgateway.jwt;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.fluxgateway.auth.KeyDigest;
import io.fluxgateway.auth.TokenVerdict;
import io.fluxgateway.auth.TokenVerifier;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Verifies the tokens of one issuer. What was verified is remembered by its digest until it expires or the issuer's keys change;
 * everything else is checked on threads of its own, the cheap checks first: a signature takes up to a millisecond.
 */
final class JwtVerifier implements TokenVerifier {
    private static final CompletionStage<TokenVerdict> BUSY =
            CompletableFuture.completedFuture(new TokenVerdict.Undecided("too many wait to be verified", 1));

    private final TokenCheck check;
    private final IssuerKeys keys;
    private final Clock clock;
    private final Executor executor;
    private final Cache<KeyDigest, Verified> verified;

    JwtVerifier(TokenCheck check, IssuerKeys keys, JwtOptions options, Clock clock, Executor executor) {
        this.check = check;
        this.keys = keys;
        this.clock = clock;
        this.executor = executor;
        this.verified = Caffeine.newBuilder()
                .maximumSize(options.maxTokens())
                .executor(Runnable::run) // its upkeep is short, and waking another thread for it is not
                .build();
    }

    /**
     * A token that was found valid.
     *
     * @param epoch of the keys that it was verified with
     */
    private record Verified(CompletionStage<TokenVerdict> verdict, long endsAt, long epoch) {}

    @Override
    public CompletionStage<TokenVerdict> verify(String token) {
        KeyDigest digest = KeyDigest.of(token);
        Verified known = verified.getIfPresent(digest);
        if (known != null) {
            if (clock.millis() < known.endsAt && known.epoch == keys.epoch()) {
                return known.verdict;
            }
            verified.invalidate(digest);
        }
        CompletableFuture<TokenVerdict> verdict = new CompletableFuture<>();
        try {
            executor.execute(() -> check(token, digest, verdict));
        } catch (RejectedExecutionException e) {
            return BUSY;
        }
        return verdict;
    }

    private void check(String token, KeyDigest digest, CompletableFuture<TokenVerdict> verdict) {
        try {
            ParsedToken parsed = ParsedToken.parse(token);
            TokenHeader header = TokenHeader.read(parsed.header(), check.algorithms());
            TokenCheck.Claimed claimed = check.check(parsed.claims(), clock.millis());
            Candidate candidate = new Candidate(digest, parsed, header, claimed);
            var unused = keys.current()
                    .thenCompose(state -> withKey(state, header))
                    .thenApplyAsync(state -> verify(candidate, state), executor)
                    .whenComplete((found, error) -> tell(verdict, found, error));
        } catch (InvalidTokenException e) {
            verdict.complete(new TokenVerdict.Invalid(e.reason()));
        } catch (RuntimeException | Error e) {
            verdict.completeExceptionally(e);
        }
    }

    private record Candidate(KeyDigest digest, ParsedToken token, TokenHeader header, TokenCheck.Claimed claimed) {}

    /** Keys that have the one which a token names, as far as they can be had. */
    private CompletionStage<IssuerKeys.State> withKey(IssuerKeys.State state, TokenHeader header) {
        return state.keys() == null || key(state, header) != null
                ? CompletableFuture.completedFuture(state)
                : keys.renewed(state);
    }

    private static @Nullable SignatureKey key(IssuerKeys.State state, TokenHeader header) {
        KeySet set = state.keys();
        return set == null ? null : set.find(header.keyId(), header.algorithm());
    }

    private TokenVerdict verify(Candidate candidate, IssuerKeys.State state) {
        if (state.keys() == null) {
            return new TokenVerdict.Undecided("the issuer's keys cannot be fetched", keys.retryAfterSeconds());
        }
        SignatureKey key = key(state, candidate.header);
        if (key == null) {
            return new TokenVerdict.Invalid("of a key that the issuer does not have");
        }
        if (!candidate.token.isSignedBy(key, candidate.header.algorithm())) {
            return new TokenVerdict.Invalid("its signature is wrong");
        }
        TokenVerdict.Valid valid = candidate.claimed.verdict();
        verified.put(
                candidate.digest,
                new Verified(CompletableFuture.completedFuture(valid), candidate.claimed.endsAt(), state.epoch()));
        return valid;
    }

    private static void tell(
            CompletableFuture<TokenVerdict> verdict, @Nullable TokenVerdict found, @Nullable Throwable error) {
        Throwable cause = error == null ? null : error.getCause() == null ? error : error.getCause();
        if (found != null) {
            verdict.complete(found);
        } else if (cause instanceof RejectedExecutionException) {
            var unused = BUSY.thenAccept(verdict::complete);
        } else {
            verdict.completeExceptionally(cause == null ? new IllegalStateException("no verdict") : cause);
        }
    }
}

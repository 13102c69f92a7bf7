package io.fluxgateway.auth;

import io.fluxgateway.exchange.TokenSubject;
import java.util.Set;

/** What a {@link TokenVerifier} found out about a token. Immutable. */
public sealed interface TokenVerdict {
    /**
     * The token is valid now.
     *
     * @param functions names of those that it is for; empty for all
     */
    record Valid(TokenSubject subject, Set<String> functions) implements TokenVerdict {}

    /**
     * The token is not valid, whatever is asked of it again.
     *
     * @param reason for the trace, a word or a few, without anything that a client chose; the client is not told
     */
    record Invalid(String reason) implements TokenVerdict {}

    /**
     * It cannot be said now: what it is checked with is not there.
     *
     * @param reason            for the trace, as for {@link Invalid}
     * @param retryAfterSeconds when it is worth to ask again; at least 1
     */
    record Undecided(String reason, long retryAfterSeconds) implements TokenVerdict {}
}

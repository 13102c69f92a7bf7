package io.fluxgateway.exchange;

import io.fluxgateway.http.HeaderNames;
import io.fluxgateway.http.Problem;
import io.fluxgateway.http.Status;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who makes a request, as authentication found out.
 *
 * @param keyId     identifies the credential; quotas count by it
 * @param keyName   the name the credential was given, shown to functions and in traces
 * @param project   the project that the credential belongs to
 * @param quota     the credential's own quota; null if it has that of its project's plan
 * @param functions names of those that it may use; empty for all of the project. Not copied
 * @param token     whom a token speaks for, if it was one; null for an API key
 */
public record Caller(
        String keyId,
        String keyName,
        String project,
        @Nullable Quota quota,
        Set<String> functions,
        @Nullable TokenSubject token) {

    /** With an API key. */
    public Caller(String keyId, String keyName, String project, @Nullable Quota quota, Set<String> functions) {
        this(keyId, keyName, project, quota, functions, null);
    }

    /** With the quota of its project's plan, for all functions. */
    public Caller(String keyId, String keyName, String project) {
        this(keyId, keyName, project, null, Set.of());
    }

    /**
     * With a token. Its name is {@code jwt:} and the subject, which no API key is called; its quota is counted for issuer and
     * subject together.
     */
    public static Caller ofToken(TokenSubject token, String project, Set<String> functions) {
        return new Caller(token.id(), token.name(), project, null, functions, token);
    }

    /** Whom the caller's token speaks for; null if it used an API key. */
    public @Nullable String subject() {
        return token == null ? null : token.subject();
    }

    /** What it is told if it may not use a function (RFC 6750 section 3.1, {@code insufficient_scope}); null if it may. */
    public @Nullable Problem refusalFor(String function) {
        if (functions.isEmpty() || functions.contains(function)) {
            return null;
        }
        return Problem.of(
                        Status.FORBIDDEN,
                        "credential_scope_missing",
                        "Forbidden",
                        (token == null
                                        ? "This API key may not call the function \""
                                        : "This token may not call the function \"")
                                + function + "\". Use " + (token == null ? "a key" : "one") + " whose scope names it.")
                .withHeader(HeaderNames.WWW_AUTHENTICATE, "Bearer error=\"insufficient_scope\"");
    }
}

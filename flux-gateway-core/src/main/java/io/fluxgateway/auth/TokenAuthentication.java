package io.fluxgateway.auth;

import io.fluxgateway.exchange.Caller;
import io.fluxgateway.exchange.Decision;
import io.fluxgateway.exchange.Exchange;
import io.fluxgateway.exchange.Handled;
import io.fluxgateway.exchange.Step;
import io.fluxgateway.exchange.TokenSubject;
import io.fluxgateway.http.HeaderNames;
import io.fluxgateway.http.Problem;
import io.fluxgateway.http.Status;
import io.fluxgateway.middleware.Next;
import org.jspecify.annotations.Nullable;

/**
 * Lets requests through whose token is valid. All others get one and the same answer (RFC 6750 section 3.1, {@code invalid_token}),
 * from which nobody learns how far a forged one got; only the trace says what was wrong.
 */
final class TokenAuthentication {
    private static final Problem INVALID = Problem.of(
                    Status.UNAUTHORIZED,
                    "credential_invalid",
                    "Unauthorized",
                    "This token is not valid here. Get a new one from its issuer; the trace of this request tells what is"
                            + " wrong with it.")
            .withHeader(HeaderNames.WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"");

    private final String project;
    private final int maxLength;
    private final ScopeCheck scopes;
    private final FailedAuthentications failures;

    /**
     * @param maxLength longest token that is looked into, in characters
     */
    TokenAuthentication(String project, int maxLength, ScopeCheck scopes, FailedAuthentications failures) {
        this.project = project;
        this.maxLength = maxLength;
        this.scopes = scopes;
        this.failures = failures;
    }

    Handled handle(Exchange exchange, TokenVerifier verifier, String token, Next next) throws Exception {
        if (token.length() > maxLength) {
            return refuse(exchange, "longer than " + maxLength + " characters");
        }
        return exchange.await(verifier.verify(token), (e, verdict) -> decide(e, verdict, next));
    }

    private Handled decide(Exchange exchange, TokenVerdict verdict, Next next) {
        if (verdict instanceof TokenVerdict.Valid valid) {
            return admit(exchange, valid, next);
        }
        if (verdict instanceof TokenVerdict.Undecided undecided) {
            Problem problem = unavailable(undecided.retryAfterSeconds());
            exchange.record(new TokenResult(problem.code(), null, undecided.reason()));
            return exchange.reject(problem);
        }
        return refuse(exchange, ((TokenVerdict.Invalid) verdict).reason());
    }

    private Handled admit(Exchange exchange, TokenVerdict.Valid valid, Next next) {
        TokenSubject subject = valid.subject();
        Caller caller = Caller.ofToken(subject, project, valid.functions());
        ScopeCheck.Refusal refusal = scopes.refusal(exchange, caller);
        if (refusal != null) {
            exchange.record(new TokenResult(refusal.problem().code(), subject, "not for " + refusal.function()));
            return exchange.reject(refusal.problem());
        }
        exchange.record(new TokenResult("ok", subject, ""));
        exchange.caller(caller);
        subject.eachField(exchange::forwardHeader);
        return next.proceed(exchange);
    }

    private Handled refuse(Exchange exchange, String reason) {
        Problem answer = failures.answer(exchange.clientAddress(), INVALID);
        exchange.record(new TokenResult(answer.code(), null, reason));
        return exchange.reject(answer);
    }

    private static Problem unavailable(long seconds) {
        return Problem.of(
                        Status.SERVICE_UNAVAILABLE,
                        "token_check_unavailable",
                        "Tokens cannot be checked",
                        "This token cannot be checked right now. Try again in " + seconds + " s.")
                .withHeader(HeaderNames.RETRY_AFTER, Long.toString(seconds));
    }

    /** What became of a token, for the trace. */
    private record TokenResult(String outcome, @Nullable TokenSubject subject, String reason) implements Decision {
        @Override
        public Step step() {
            return Step.AUTHENTICATION;
        }

        @Override
        public String detail() {
            String who = subject == null ? "jwt" : "jwt of " + subject.issuer() + ", subject " + subject.subject();
            return reason.isEmpty() ? who : who + ": " + reason;
        }
    }
}

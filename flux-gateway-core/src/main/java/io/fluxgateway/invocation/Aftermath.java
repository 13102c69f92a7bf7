package io.fluxgateway.invocation;

import io.fluxgateway.function.RetryPolicy;
import io.fluxgateway.http.HeaderNames;
import io.fluxgateway.http.Status;
import io.fluxgateway.invocation.Invocation.Kind;
import io.fluxgateway.invocation.Outcome.Response;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/** What follows from the end of an attempt: done, given up, or tried again after a while. Immutable. */
final class Aftermath {
    /** What ended their processes more often than this, runs no more: it may be their fault. */
    static final int MOST_ATTEMPTS_BROKEN_OFF = 20;

    private static final int FIRST_REDIRECT = 300;
    private static final int FIRST_ERROR = 400;
    private static final double JITTER = 0.2;
    private static final int MOST_DIGITS = 9;

    private final Clock clock;
    private final DoubleSupplier random;

    /**
     * @param clock  tells how far off the date in a {@code Retry-After} is
     * @param random 0 to 1
     */
    Aftermath(Clock clock, DoubleSupplier random) {
        this.clock = clock;
        this.random = random;
    }

    /** Without what else is to be queued. */
    Settlement of(Lease lease, Outcome outcome, RetryPolicy policy) {
        Response response = outcome.response();
        InvocationStatus verdict = response == null
                ? InvocationStatus.QUEUED
                : verdict(lease.invocation().kind(), response.status());
        if (verdict.isFinal()) {
            return settled(verdict, outcome);
        }
        if (lease.attemptInSeries() >= policy.attempts()) {
            return settled(InvocationStatus.DEAD, outcome);
        }
        Duration wait = wait(lease.attemptInSeries(), response, policy);
        return new Settlement(InvocationStatus.QUEUED, wait, outcome, null);
    }

    /** Whether an invocation was begun so often and never ended that it is given up without running. */
    static boolean isHopeless(Lease lease, RetryPolicy policy) {
        return lease.attemptInSeries() > policy.attempts() + MOST_ATTEMPTS_BROKEN_OFF;
    }

    private static Settlement settled(InvocationStatus status, Outcome outcome) {
        return new Settlement(status, Duration.ZERO, outcome, null);
    }

    /** What a response means; {@link InvocationStatus#QUEUED} is to try again. */
    private static InvocationStatus verdict(Kind kind, int status) {
        return switch (kind) {
            case CALL -> {
                if (status >= Status.INTERNAL_SERVER_ERROR || status == Status.TOO_MANY_REQUESTS) {
                    yield InvocationStatus.QUEUED;
                }
                yield status < FIRST_ERROR ? InvocationStatus.SUCCEEDED : InvocationStatus.FAILED;
            }
            case CALLBACK -> {
                if (status == Status.GONE) {
                    yield InvocationStatus.FAILED; // the receiver wants none, says Standard Webhooks
                }
                yield status < FIRST_REDIRECT ? InvocationStatus.SUCCEEDED : InvocationStatus.QUEUED;
            }
        };
    }

    private Duration wait(int attempt, @Nullable Response response, RetryPolicy policy) {
        double factor = 1 - JITTER + 2 * JITTER * random.getAsDouble();
        Duration wait = Duration.ofMillis(Math.round(policy.waitAfter(attempt).toMillis() * factor));
        Duration asked = response == null ? null : retryAfter(response.headers().first(HeaderNames.RETRY_AFTER));
        if (asked != null && asked.compareTo(wait) > 0) {
            wait = asked;
        }
        return wait.compareTo(policy.max()) < 0 ? wait : policy.max();
    }

    /** RFC 9110 section 10.2.3: seconds or a date; null if it is neither. */
    private @Nullable Duration retryAfter(@Nullable String field) {
        if (field == null || field.isEmpty()) {
            return null;
        }
        if (field.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return field.length() > MOST_DIGITS
                    ? Duration.ofSeconds(Long.MAX_VALUE)
                    : Duration.ofSeconds(Long.parseLong(field));
        }
        try {
            Instant date = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(field));
            return Duration.between(clock.instant(), date);
        } catch (DateTimeException e) {
            return null;
        }
    }
}

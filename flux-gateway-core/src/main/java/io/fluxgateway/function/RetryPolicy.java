package io.fluxgateway.function;

import io.fluxgateway.http.DurationText;
import java.time.Duration;
import java.util.Locale;

/**
 * How often a queued invocation that fails is tried, and how long it waits in between. Immutable.
 *
 * @param attempts in all, 1 to {@value #MOST_ATTEMPTS}
 * @param backoff  how the waits grow
 * @param initial  wait before the second attempt, at least 100 ms
 * @param max      longest wait, at least as long as the initial one and at most 24 h
 */
public record RetryPolicy(int attempts, Backoff backoff, Duration initial, Duration max) {
    public static final int MOST_ATTEMPTS = 100;

    static final Duration SHORTEST = Duration.ofMillis(100);
    static final Duration LONGEST = Duration.ofHours(24);
    static final int DEFAULT_ATTEMPTS = 4;
    static final Duration DEFAULT_INITIAL = Duration.ofSeconds(1);
    static final Duration DEFAULT_MAX = Duration.ofMinutes(1);

    /** Four attempts, after 1 s, 4 s and 16 s. */
    public static final RetryPolicy DEFAULT =
            new RetryPolicy(DEFAULT_ATTEMPTS, Backoff.EXPONENTIAL, DEFAULT_INITIAL, DEFAULT_MAX);

    private static final int FACTOR = 4;

    /** How waits grow from one attempt to the next. */
    public enum Backoff {
        /** Each is four times as long as the one before. */
        EXPONENTIAL,
        /** All are as long as the first. */
        FIXED;

        /** In lower case, as written in {@code flux.json}. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * @throws IllegalArgumentException if a value is out of its bounds
     */
    public RetryPolicy {
        if (attempts < 1 || attempts > MOST_ATTEMPTS) {
            throw new IllegalArgumentException(
                    "retry.attempts: " + attempts + " (expected: 1 to " + MOST_ATTEMPTS + ")");
        }
        if (!isWait(initial)) {
            throw new IllegalArgumentException("retry.initial: " + initial + " (expected: PT0.1S to PT24H)");
        }
        if (!isWait(max) || max.compareTo(initial) < 0) {
            throw new IllegalArgumentException("retry.max: " + max + " (expected: " + initial + " to PT24H)");
        }
    }

    static boolean isWait(Duration value) {
        return value.compareTo(SHORTEST) >= 0 && value.compareTo(LONGEST) <= 0;
    }

    /**
     * How long to wait after an attempt that failed, apart from chance.
     *
     * @param attempt that failed, from 1
     */
    public Duration waitAfter(int attempt) {
        Duration wait = initial;
        for (int i = 1; backoff == Backoff.EXPONENTIAL && i < attempt && wait.compareTo(max) < 0; i++) {
            wait = wait.multipliedBy(FACTOR);
        }
        return wait.compareTo(max) < 0 ? wait : max;
    }

    @Override
    public String toString() {
        return attempts + " attempts, " + backoff.text() + " from " + DurationText.of(initial) + " to "
                + DurationText.of(max);
    }
}

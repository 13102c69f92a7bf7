package io.fluxgateway.jwt;

import java.time.Duration;

/**
 * Bounds of the verification of JWTs.
 *
 * @param skew             how far the issuer's clock may be off: 0 to 10 minutes
 * @param refreshAfter     how old keys are when they are fetched again while the old ones go on being used; after twice as long,
 *                         without a token in between, the next token waits for them
 * @param fetchInterval    least time from one fetch to the next, whatever tokens ask for
 * @param retryInterval    the same as long as there are no keys at all
 * @param outageTolerance  how long keys are used after they were fetched last, if they cannot be fetched again
 * @param fetchTimeout     how long the answer to one request for keys may take, to its last byte
 * @param maxDocumentBytes largest answer to such a request
 * @param maxTokens        how many verified tokens are remembered, until they expire, so that they need not be verified again
 * @param threads          how many tokens are verified at a time
 * @param maxWaiting       how many wait for that; more are answered 503
 */
public record JwtOptions(
        Duration skew,
        Duration refreshAfter,
        Duration fetchInterval,
        Duration retryInterval,
        Duration outageTolerance,
        Duration fetchTimeout,
        int maxDocumentBytes,
        int maxTokens,
        int threads,
        int maxWaiting) {
    private static final Duration LONGEST_SKEW = Duration.ofMinutes(10);

    /** 60 s, 5 min, 30 s, 5 s, 1 h, 5 s, 128 KiB, 10,000 tokens, a thread for each processor, 1,000 waiting. */
    public static final JwtOptions DEFAULT = new JwtOptions(
            Duration.ofSeconds(60),
            Duration.ofMinutes(5),
            Duration.ofSeconds(30),
            Duration.ofSeconds(5),
            Duration.ofHours(1),
            Duration.ofSeconds(5),
            128 << 10,
            10_000,
            Runtime.getRuntime().availableProcessors(),
            1_000);

    /**
     * @throws IllegalArgumentException naming the option that is out of range and what was expected
     */
    public JwtOptions {
        if (skew.isNegative() || skew.compareTo(LONGEST_SKEW) > 0) {
            throw new IllegalArgumentException("skew: " + skew + " (expected: 0 to " + LONGEST_SKEW + ")");
        }
        positive("refreshAfter", refreshAfter);
        positive("fetchInterval", fetchInterval);
        positive("retryInterval", retryInterval);
        positive("fetchTimeout", fetchTimeout);
        if (outageTolerance.compareTo(refreshAfter.multipliedBy(2)) < 0) {
            throw new IllegalArgumentException("outageTolerance: " + outageTolerance
                    + " (expected: at least twice refreshAfter, " + refreshAfter + ")");
        }
        atLeastOne("maxDocumentBytes", maxDocumentBytes);
        atLeastOne("maxTokens", maxTokens);
        atLeastOne("threads", threads);
        atLeastOne("maxWaiting", maxWaiting);
    }

    /** These options, with so many verified tokens remembered. */
    public JwtOptions withMaxTokens(int count) {
        return with(outageTolerance, fetchTimeout, count, threads, maxWaiting);
    }

    /** These options, with keys used for so long after they were fetched last. */
    public JwtOptions withOutageTolerance(Duration tolerance) {
        return with(tolerance, fetchTimeout, maxTokens, threads, maxWaiting);
    }

    /** These options, with so much time for an answer. */
    public JwtOptions withFetchTimeout(Duration timeout) {
        return with(outageTolerance, timeout, maxTokens, threads, maxWaiting);
    }

    /** These options, with so many tokens verified at a time and so many waiting for it. */
    public JwtOptions withThreads(int count, int waiting) {
        return with(outageTolerance, fetchTimeout, maxTokens, count, waiting);
    }

    private JwtOptions with(Duration tolerance, Duration timeout, int tokens, int count, int waiting) {
        return new JwtOptions(
                skew,
                refreshAfter,
                fetchInterval,
                retryInterval,
                tolerance,
                timeout,
                maxDocumentBytes,
                tokens,
                count,
                waiting);
    }

    private static void positive(String option, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(option + ": " + value + " (expected: more than 0)");
        }
    }

    private static void atLeastOne(String option, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(option + ": " + value + " (expected: at least 1)");
        }
    }
}

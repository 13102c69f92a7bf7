package io.fluxgateway.exchange;

/**
 * What one step decided about one request, kept for the trace. Cheap to record: the text is made only when somebody
 * reads the trace, so implementations keep values, not strings. Immutable.
 */
public interface Decision {
    Step step();

    /** One or two stable words: {@code ok}, {@code credential_unknown}, {@code rate_limited}. */
    String outcome();

    /** A line for people, without secrets: {@code 119/120 left, plan free}. Empty if there is nothing to say. */
    String detail();
}

package io.fluxgateway.jdbc;

/**
 * What there is to tidy.
 *
 * @param fromTheFuture    whether any that wait or run have times that a clock told which was ahead
 * @param surplusUntil     those that ended until then are too many, in milliseconds since 1970
 * @param deadSurplusUntil the same of dead letters
 */
record QueueFindings(boolean fromTheFuture, long surplusUntil, long deadSurplusUntil) {
    static final QueueFindings NONE = new QueueFindings(false, Long.MIN_VALUE, Long.MIN_VALUE);

    /** The same once times are mended. */
    QueueFindings mended() {
        return fromTheFuture ? new QueueFindings(false, surplusUntil, deadSurplusUntil) : this;
    }
}

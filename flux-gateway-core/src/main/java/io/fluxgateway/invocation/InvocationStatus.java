package io.fluxgateway.invocation;

import java.util.Locale;

/** How an invocation stands. */
public enum InvocationStatus {
    /** Waits to run, for the first time or again. */
    QUEUED,
    /** Is leased to a worker. */
    RUNNING,
    /** Ended with a status below 400. */
    SUCCEEDED,
    /** Ended with a status 4xx, which another attempt would bring again. */
    FAILED,
    /** All attempts of its series failed: a dead letter. */
    DEAD,
    /** Was given up by hand. */
    DISCARDED;

    /** In lower case, as shown to users. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether it runs no more, unless it is replayed. */
    public boolean isFinal() {
        return this != QUEUED && this != RUNNING;
    }
}

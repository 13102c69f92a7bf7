package io.fluxgateway.invocation;

/**
 * An invocation that a worker may run once, for as long as the lease lasts.
 *
 * @param worker          whose it is
 * @param attempt         counts from 1 and never back, not even for a replay: what a later attempt says goes before what
 *                        an earlier one says
 * @param attemptInSeries counts from 1, and anew when the invocation is replayed
 */
public record Lease(Invocation invocation, String worker, int attempt, int attemptInSeries) {
    /** Of the invocation. */
    public String id() {
        return invocation.id();
    }
}

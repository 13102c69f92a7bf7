package io.fluxgateway.invocation;

/** What became of a {@link Submission}. */
public sealed interface Admission {
    /** It is queued. */
    record Accepted() implements Admission {}

    /**
     * It was queued before, by a request with the same idempotency key and the same content. Nothing was stored.
     *
     * @param id        of the invocation that was queued then
     * @param requestId of the request that queued it
     */
    record Repeated(String id, String requestId) implements Admission {}

    /** Another request with the same idempotency key, but with other content, was queued before. Nothing was stored. */
    record Conflict() implements Admission {}

    /** There are as many in the queue as may be. Nothing was stored. */
    record Full() implements Admission {}

    Admission ACCEPTED = new Accepted();
    Admission CONFLICT = new Conflict();
    Admission FULL = new Full();
}

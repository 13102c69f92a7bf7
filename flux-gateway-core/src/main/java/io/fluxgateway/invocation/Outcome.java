package io.fluxgateway.invocation;

import io.fluxgateway.http.Headers;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How one attempt ended: with a response, or with an error.
 *
 * @param response what the function answered; null if it did not
 * @param error    stable code of what kept it from answering, {@code function_timeout} for one; null if it answered
 * @param detail   for people; null if there is no more to say
 * @param duration of the attempt
 */
public record Outcome(
        @Nullable Response response,
        @Nullable String error,
        @Nullable String detail,
        Duration duration) {

    /** An attempt that brought no response. */
    public static Outcome failed(String error, String detail, Duration duration) {
        return new Outcome(null, error, detail, duration);
    }

    /** An attempt that brought a response, whatever its status. */
    public static Outcome answered(Response response, Duration duration) {
        return new Outcome(response, null, null, duration);
    }

    /**
     * What a function answered.
     *
     * @param body      as far as it is kept
     * @param truncated whether there was more of it
     */
    @SuppressWarnings("ArrayRecordComponent") // a carrier: never compared
    public record Response(int status, Headers headers, byte[] body, boolean truncated) {}
}

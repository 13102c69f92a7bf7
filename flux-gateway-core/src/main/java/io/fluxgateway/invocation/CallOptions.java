package io.fluxgateway.invocation;

import io.fluxgateway.exchange.Exchange;
import io.fluxgateway.http.DurationText;
import io.fluxgateway.http.HeaderNames;
import io.fluxgateway.http.ProblemException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks for besides that its call be queued.
 *
 * @param delay          how long to wait before it runs
 * @param idempotencyKey without quotes; null if there is none
 * @param callback       where to post the result; null for nowhere
 */
record CallOptions(
        Duration delay,
        @Nullable String idempotencyKey,
        @Nullable URI callback) {
    /**
     * Reads them from a request's fields.
     *
     * @throws ProblemException 400 if one is not valid
     */
    static CallOptions of(Exchange exchange, InvocationOptions bounds, CallbackPolicy callbacks) {
        List<String> callback = exchange.headers(HeaderNames.FLUX_CALLBACK);
        return new CallOptions(
                delay(exchange, bounds.maxDelay()),
                IdempotencyKey.of(exchange),
                callback.isEmpty() ? null : callbacks.check(callback));
    }

    private static Duration delay(Exchange exchange, Duration longest) {
        List<String> fields = exchange.headers(HeaderNames.FLUX_DELAY);
        if (fields.isEmpty()) {
            return Duration.ZERO;
        }
        Duration delay = fields.size() == 1 ? DurationText.parse(fields.get(0).strip()) : null;
        if (delay == null || delay.compareTo(longest) > 0) {
            throw new ProblemException(QueueProblems.delayInvalid(String.join(", ", fields), longest));
        }
        return delay;
    }
}

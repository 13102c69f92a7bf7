package io.fluxgateway.invocation;

import io.fluxgateway.exchange.RequestIds;
import io.fluxgateway.http.HeaderNames;
import io.fluxgateway.http.Headers;
import io.fluxgateway.invocation.Invocation.Kind;
import java.time.Instant;
import java.util.Map;

/** The invocation that tells the result of another one to its caller. */
final class ResultCallback {
    private ResultCallback() {}

    /** The settlement, and with it the callback that the invocation asks for, if it ends for good now. */
    static Settlement addTo(Settlement settlement, Lease lease, Instant now) {
        Invocation invocation = lease.invocation();
        boolean due = invocation.kind() == Kind.CALL
                && invocation.callback() != null
                && settlement.status().isFinal()
                && settlement.outcome() != null;
        return due
                ? new Settlement(
                        settlement.status(),
                        settlement.delay(),
                        settlement.outcome(),
                        new Submission(of(invocation, InvocationJson.result(lease, settlement, now))))
                : settlement;
    }

    private static Invocation of(Invocation invocation, byte[] result) {
        Headers headers = new Headers().set(HeaderNames.CONTENT_TYPE, "application/json");
        String traceparent = invocation.headers().first(HeaderNames.TRACEPARENT);
        if (traceparent != null) {
            headers.set(HeaderNames.TRACEPARENT, traceparent);
        }
        return new Invocation(
                RequestIds.requestId(),
                invocation.requestId(),
                Kind.CALLBACK,
                invocation.function(),
                invocation.keyId(),
                "/",
                null,
                Map.of(),
                headers,
                result,
                invocation.callback());
    }
}

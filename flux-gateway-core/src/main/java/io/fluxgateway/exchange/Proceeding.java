package io.fluxgateway.exchange;

import io.fluxgateway.http.HeaderNames;
import io.fluxgateway.http.Problem;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way down the embedding application's own chain, as its host sees it: what the application may know,
 * and whom to tell.
 *
 * <p>A host makes {@link #caller} and {@link #requestId} readable to the application, leaves out what {@link #hides} says, calls {@link #committing} just
 * before the application's response head leaves, and {@link #failed} if the application throws.
 */
public final class Proceeding {
    private final Exchange exchange;

    Proceeding(Exchange exchange) {
        this.exchange = exchange;
    }

    /** Who makes the request; null if it went on without authentication. */
    public @Nullable Caller caller() {
        return exchange.caller();
    }

    /** The ID of the request, which its response carries. */
    public String requestId() {
        return Objects.requireNonNull(exchange.requestId(), "an exchange gets its ID before it goes on");
    }

    /**
     * Whether a field of the client's request is not for the application: the credential of a caller that the gateway
     * authenticated, and fields that only the gateway may set. Names in any case.
     */
    public boolean hides(String requestHeader) {
        return exchange.caller() != null
                && (requestHeader.equalsIgnoreCase(HeaderNames.AUTHORIZATION)
                        || HeaderNames.hasPrefix(requestHeader, HeaderNames.FLUX_PREFIX));
    }

    /** Largest body that the application may read, in bytes: reading on fails. */
    public long maxBody() {
        return exchange.maxBody();
    }

    /** The application failed since the body is larger, and has not answered: answers in its place. */
    public void bodyTooLarge() {
        exchange.reject(Problem.BODY_TOO_LARGE);
    }

    /** To be called when the response head is complete but has not left: the gateway adds its fields. Idempotent. */
    public void committing() {
        exchange.committing();
    }

    /**
     * The application threw. The host hands the exception to its container as if there were no gateway; this keeps it for
     * the trace and answers nothing.
     */
    public void failed(Throwable error) {
        exchange.failure(error);
    }
}

package io.fluxgateway.pipeline;

import io.fluxgateway.exchange.ErrorHandler;
import io.fluxgateway.exchange.Exchange;
import io.fluxgateway.exchange.Handled;
import io.fluxgateway.http.Problem;
import io.fluxgateway.http.ProblemException;
import io.fluxgateway.http.Status;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers what a step threw. A problem is a caller's mistake; anything else is a defect: logged, and told to nobody. */
public final class ErrorMapper implements ErrorHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ErrorMapper.class);
    private static final Problem INTERNAL = Problem.of(
            Status.INTERNAL_SERVER_ERROR,
            "internal_error",
            "Internal error",
            "The gateway failed to handle this request. Its log says why, under the request ID.");

    @Override
    public Handled handle(Exchange exchange, Throwable error) {
        if (error instanceof ProblemException expected) {
            return exchange.reject(expected.problem());
        }
        LOG.error("[{}] {} {} failed", exchange.requestId(), exchange.methodName(), exchange.receivedPath(), error);
        exchange.failure(error);
        return exchange.reject(INTERNAL);
    }
}

package io.fluxgateway.invocation;

import io.fluxgateway.exchange.CompletionHook;
import io.fluxgateway.exchange.Exchange;
import io.fluxgateway.exchange.ForwardFailure;
import io.fluxgateway.exchange.ForwardListener;
import io.fluxgateway.function.FunctionManifest;
import io.fluxgateway.function.Target;
import io.fluxgateway.http.HeaderNames;
import io.fluxgateway.http.Problem;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request forwarded to a target: decides about the answer, and releases the target when all is over. */
final class RemoteCall implements ForwardListener, CompletionHook {
    private static final Logger LOG = LoggerFactory.getLogger(RemoteCall.class);

    private final FunctionManifest function;
    private final Target.Remote target;
    private Target.Outcome outcome = Target.Outcome.ABANDONED;

    RemoteCall(FunctionManifest function, Target.Remote target) {
        this.function = function;
        this.target = target;
    }

    @Override
    public @Nullable Problem responded(Exchange exchange, int status, Function<String, @Nullable String> header) {
        outcome = Target.Outcome.ANSWERED;
        boolean threw = target.endpoint().isManaged() && header.apply(HeaderNames.FLUX_ERROR) != null;
        return threw ? FunctionProblems.threw(function) : null;
    }

    @Override
    public Problem failed(Exchange exchange, ForwardFailure failure) {
        outcome = switch (failure) {
            case UNREACHABLE, NO_RESPONSE -> Target.Outcome.BROKEN;
            case TIME_LIMIT -> Target.Outcome.TIMED_OUT;
            case REQUEST_TOO_LARGE, REQUEST_BROKEN, REQUEST_TOO_SLOW, UPGRADE_REQUESTED -> Target.Outcome.ABANDONED;
        };
        if (outcome != Target.Outcome.ABANDONED) {
            // As text: a throwable in the last place would be logged with its stack trace.
            String cause = String.valueOf(exchange.failure());
            LOG.warn("[{}] [{}] {}: {}", function.name(), exchange.requestId(), failure, cause);
        }
        return FunctionProblems.of(failure, function, target.endpoint().isManaged());
    }

    @Override
    public void completed(Exchange exchange) {
        target.release(outcome);
    }
}

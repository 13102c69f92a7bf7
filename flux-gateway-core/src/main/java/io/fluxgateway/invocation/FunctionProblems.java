package io.fluxgateway.invocation;

import io.fluxgateway.exchange.ForwardFailure;
import io.fluxgateway.function.FunctionManifest;
import io.fluxgateway.http.HeaderNames;
import io.fluxgateway.http.Problem;
import io.fluxgateway.http.Status;
import java.time.Duration;

/** What a client is told when a function could not do its work. */
final class FunctionProblems {
    static final Problem BODY_BROKEN = Problem.of(
            Status.BAD_REQUEST, "body_unreadable", "Bad request", "The request body could not be read to its end.");

    static final Problem BODY_TOO_SLOW = Problem.of(
            Status.REQUEST_TIMEOUT,
            "body_too_slow",
            "Request timeout",
            "The request body came too slowly to be waited for.");

    static final Problem UPGRADE = Problem.of(
            Status.NOT_IMPLEMENTED,
            "upgrade_not_supported",
            "Upgrade not supported",
            "Functions speak plain HTTP: send the request without Upgrade.");

    private FunctionProblems() {}

    static Problem failedToStart(FunctionManifest function) {
        return badGateway(
                "function_failed_to_start",
                "Function " + function.name()
                        + " could not be started. The server's log says why, under the request ID.");
    }

    static Problem threw(FunctionManifest function) {
        return Problem.of(
                Status.INTERNAL_SERVER_ERROR,
                "function_error",
                "The function failed",
                "Function " + function.name() + " threw an error. The server's log has it, under the request ID.");
    }

    static Problem noRuntime(FunctionManifest function) {
        return badGateway(
                "function_failed_to_start",
                "Function " + function.name() + " needs the runtime \"" + function.runtime()
                        + "\", which this gateway does not have.");
    }

    /** Nobody is told this but who asks how an invocation ended: requests for it find no route. */
    static Problem notDeployed(String function) {
        return Problem.of(
                Status.NOT_FOUND,
                "function_not_deployed",
                "The function is not deployed",
                "Function " + function + " was not deployed when it was to run.");
    }

    static Problem timedOut(FunctionManifest function) {
        return Problem.of(
                Status.GATEWAY_TIMEOUT,
                "function_timeout",
                "The function took too long",
                "Function " + function.name() + " did not answer within its time limit of " + text(function.timeout())
                        + ". Set \"timeout\" in its flux.json if it needs longer.");
    }

    static Problem busy(FunctionManifest function) {
        return Problem.of(
                        Status.SERVICE_UNAVAILABLE,
                        "function_busy",
                        "Too many functions are running",
                        "Function " + function.name() + " was not called: as many run as may. Try again shortly.")
                .withHeader(HeaderNames.RETRY_AFTER, "1");
    }

    static Problem of(ForwardFailure failure, FunctionManifest function, boolean managed) {
        return switch (failure) {
            case UNREACHABLE ->
                badGateway(
                        managed ? "function_crashed" : "upstream_unreachable",
                        "Function " + function.name() + " could not be reached.");
            case NO_RESPONSE ->
                badGateway(
                        managed ? "function_crashed" : "upstream_no_response",
                        "Function " + function.name() + " ended the connection before it answered.");
            case TIME_LIMIT -> timedOut(function);
            case REQUEST_TOO_LARGE -> Problem.BODY_TOO_LARGE;
            case REQUEST_BROKEN -> BODY_BROKEN;
            case REQUEST_TOO_SLOW -> BODY_TOO_SLOW;
            case UPGRADE_REQUESTED -> UPGRADE;
        };
    }

    /** Why there is no request body. */
    static Problem ofBody(ForwardFailure failure) {
        return switch (failure) {
            case REQUEST_TOO_LARGE -> Problem.BODY_TOO_LARGE;
            case REQUEST_TOO_SLOW -> BODY_TOO_SLOW;
            default -> BODY_BROKEN;
        };
    }

    private static Problem badGateway(String code, String detail) {
        return Problem.of(Status.BAD_GATEWAY, code, "The function could not answer", detail);
    }

    private static String text(Duration limit) {
        return limit.toMillis() % 1_000 == 0 ? limit.toSeconds() + " s" : limit.toMillis() + " ms";
    }
}

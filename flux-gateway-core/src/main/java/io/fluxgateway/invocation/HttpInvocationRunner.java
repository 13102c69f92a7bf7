package io.fluxgateway.invocation;

import io.fluxgateway.exchange.ForwardFailure;
import io.fluxgateway.function.FluxFunction;
import io.fluxgateway.function.FunctionManifest;
import io.fluxgateway.function.FunctionRuntime;
import io.fluxgateway.function.FunctionStartException;
import io.fluxgateway.function.RetryPolicy;
import io.fluxgateway.function.Target;
import io.fluxgateway.http.HeaderNames;
import io.fluxgateway.http.Problem;
import io.fluxgateway.http.ProblemException;
import io.fluxgateway.invocation.Outcome.Response;
import io.fluxgateway.route.RouteTable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs queued calls of functions, as they are deployed at that moment and on the same runtimes that serve requests. No
 * client waits for these, so the platform's own HTTP client does.
 *
 * <p>The function's time limit is for the whole attempt from when the function is ready, the response's body included.
 */
public final class HttpInvocationRunner implements InvocationRunner {
    private static final Logger LOG = LoggerFactory.getLogger(HttpInvocationRunner.class);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

    private final Supplier<RouteTable> routes;
    private final Map<String, FunctionRuntime> runtimes;
    private final Executor functionThreads;
    private final int maxStoredResponse;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();

    /**
     * @param routes            the routes as they are now
     * @param runtimes          by name
     * @param functionThreads   run Java functions
     * @param maxStoredResponse bytes of a response's body that are kept; the rest is read and thrown away
     */
    public HttpInvocationRunner(
            Supplier<RouteTable> routes,
            Map<String, FunctionRuntime> runtimes,
            Executor functionThreads,
            int maxStoredResponse) {
        this.routes = routes;
        this.runtimes = Map.copyOf(runtimes);
        this.functionThreads = functionThreads;
        this.maxStoredResponse = maxStoredResponse;
    }

    @Override
    public RetryPolicy retry(Invocation invocation) {
        FunctionManifest function = routes.get().function(invocation.function());
        return function == null ? RetryPolicy.DEFAULT : function.retry();
    }

    @Override
    public CompletionStage<Outcome> run(Lease lease) {
        long start = System.nanoTime();
        String name = lease.invocation().function();
        FunctionManifest function = routes.get().function(name);
        if (function == null) {
            return CompletableFuture.completedFuture(failed(FunctionProblems.notDeployed(name), start));
        }
        FunctionRuntime runtime = runtimes.get(function.runtime());
        if (runtime == null) {
            return CompletableFuture.completedFuture(failed(FunctionProblems.noRuntime(function), start));
        }
        return runtime.acquire(function)
                .thenCompose(target -> run(lease, function, target))
                .handle((response, error) -> response != null
                        ? Outcome.answered(response, since(start))
                        : failed(problem(function, lease, error), start));
    }

    private CompletionStage<Response> run(Lease lease, FunctionManifest function, Target target) {
        if (target instanceof Target.Remote remote) {
            return call(new AttemptRequest(lease, function), remote);
        }
        if (target instanceof Target.InProcess java) {
            return call(new AttemptRequest(lease, function), java.function());
        }
        return CompletableFuture.failedFuture(
                new FunctionStartException("the host application cannot run queued invocations"));
    }

    private CompletionStage<Response> call(AttemptRequest attempt, Target.Remote target) {
        HttpRequest request;
        try {
            request = attempt.to(target.endpoint());
        } catch (RuntimeException e) {
            target.release(Target.Outcome.ABANDONED);
            return CompletableFuture.failedFuture(e);
        }
        FunctionManifest function = attempt.function();
        boolean managed = target.endpoint().isManaged();
        CompletableFuture<HttpResponse<StoredBody>> sent =
                client.sendAsync(request, head -> new StoredBody.Reader(maxStoredResponse));
        return sent.copy()
                .orTimeout(function.timeout().toMillis(), TimeUnit.MILLISECONDS)
                .handle((response, error) -> {
                    if (response == null) {
                        ForwardFailure failure = failure(cause(error));
                        sent.cancel(true);
                        target.release(
                                failure == ForwardFailure.TIME_LIMIT
                                        ? Target.Outcome.TIMED_OUT
                                        : Target.Outcome.BROKEN);
                        LOG.warn("{} {}: {}", attempt, failure, String.valueOf(cause(error)));
                        throw new ProblemException(FunctionProblems.of(failure, function, managed));
                    }
                    target.release(Target.Outcome.ANSWERED);
                    if (managed
                            && response.headers()
                                    .firstValue(HeaderNames.FLUX_ERROR)
                                    .isPresent()) {
                        throw new ProblemException(FunctionProblems.threw(function));
                    }
                    return AttemptRequest.response(response);
                });
    }

    private CompletionStage<Response> call(AttemptRequest attempt, FluxFunction java) {
        FunctionManifest function = attempt.function();
        return InProcessCall.start(java, attempt.toJava(), function, functionThreads)
                .handle((response, error) -> {
                    if (response != null) {
                        return AttemptRequest.response(response, maxStoredResponse);
                    }
                    Throwable cause = cause(error);
                    if (cause instanceof TimeoutException) {
                        throw new ProblemException(FunctionProblems.timedOut(function));
                    }
                    LOG.error("{} threw", attempt, cause);
                    throw new ProblemException(FunctionProblems.threw(function));
                });
    }

    private static Problem problem(FunctionManifest function, Lease lease, @Nullable Throwable error) {
        Throwable cause = cause(error);
        if (cause instanceof ProblemException known) {
            return known.problem();
        }
        if (cause instanceof FunctionStartException) {
            LOG.warn(
                    "[{}] [{}] could not be started: {}",
                    function.name(),
                    lease.invocation().requestId(),
                    cause.getMessage());
            return FunctionProblems.failedToStart(function);
        }
        throw new CompletionException(cause);
    }

    private static ForwardFailure failure(@Nullable Throwable cause) {
        if (cause instanceof ConnectException
                || cause instanceof HttpConnectTimeoutException
                || cause instanceof UnresolvedAddressException) {
            return ForwardFailure.UNREACHABLE;
        }
        if (cause instanceof TimeoutException) {
            return ForwardFailure.TIME_LIMIT;
        }
        if (cause instanceof IOException) {
            return ForwardFailure.NO_RESPONSE;
        }
        throw new CompletionException(cause);
    }

    private static Outcome failed(Problem problem, long start) {
        return Outcome.failed(problem.code(), problem.detail(), since(start));
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static @Nullable Throwable cause(@Nullable Throwable error) {
        return error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
    }
}

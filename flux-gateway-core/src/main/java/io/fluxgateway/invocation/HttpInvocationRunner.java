package io.fluxgateway.invocation;

import io.fluxgateway.exchange.Endpoint;
import io.fluxgateway.function.FluxFunction;
import io.fluxgateway.function.FunctionManifest;
import io.fluxgateway.function.FunctionRuntime;
import io.fluxgateway.function.FunctionStartException;
import io.fluxgateway.function.Target;
import io.fluxgateway.http.HeaderNames;
import io.fluxgateway.http.Headers;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Runs queued invocations on the same runtimes that serve requests. No client waits for these, so the platform's own
 * HTTP client does.
 */
public final class HttpInvocationRunner implements InvocationRunner {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    /** Fields that the client sets itself. */
    private static final Set<String> OF_THE_CLIENT = Set.of("content-length", HeaderNames.HOST);

    private final Map<String, FunctionRuntime> runtimes;
    private final Executor functionThreads;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();

    public HttpInvocationRunner(Map<String, FunctionRuntime> runtimes, Executor functionThreads) {
        this.runtimes = Map.copyOf(runtimes);
        this.functionThreads = functionThreads;
    }

    @Override
    public CompletionStage<Integer> run(Invocation invocation) {
        FunctionManifest function = invocation.function();
        FunctionRuntime runtime = runtimes.get(function.runtime());
        if (runtime == null) {
            return CompletableFuture.failedFuture(
                    new FunctionStartException("no runtime \"" + function.runtime() + "\""));
        }
        return runtime.acquire(function).thenCompose(target -> run(invocation, target));
    }

    private CompletionStage<Integer> run(Invocation invocation, Target target) {
        if (target instanceof Target.Remote remote) {
            return call(invocation, remote);
        }
        if (target instanceof Target.InProcess java) {
            return InProcessCall.start(java.function(), request(invocation), invocation.function(), functionThreads)
                    .thenApply(FluxFunction.Response::status);
        }
        return CompletableFuture.failedFuture(
                new FunctionStartException("the host application cannot run queued invocations"));
    }

    private CompletionStage<Integer> call(Invocation invocation, Target.Remote target) {
        HttpRequest request;
        try {
            request = request(invocation, target.endpoint());
        } catch (RuntimeException e) {
            target.release(Target.Outcome.ABANDONED);
            return CompletableFuture.failedFuture(e);
        }
        return client.sendAsync(request, HttpResponse.BodyHandlers.discarding())
                .whenComplete((response, error) -> target.release(outcome(error)))
                .thenApply(HttpResponse::statusCode);
    }

    private static HttpRequest request(Invocation invocation, Endpoint endpoint) {
        String query = invocation.query() == null ? "" : "?" + invocation.query();
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(endpoint + invocation.path() + query))
                .timeout(invocation.function().timeout())
                .method(
                        invocation.function().method().name(),
                        HttpRequest.BodyPublishers.ofByteArray(invocation.body()));
        Headers headers = invocation.headers();
        headers.forEach((name, value) -> {
            boolean internal = name.equalsIgnoreCase(HeaderNames.FLUX_SPAN) && !endpoint.isManaged();
            if (!internal && !OF_THE_CLIENT.contains(name.toLowerCase(Locale.ROOT))) {
                request.header(name, value);
            }
        });
        if (endpoint.isManaged() && !invocation.params().isEmpty()) {
            request.setHeader(HeaderNames.FLUX_PARAMS, PathParams.toJson(invocation.params()));
        }
        endpoint.requestHeaders().forEach(request::setHeader);
        return request.build();
    }

    private static FluxFunction.Request request(Invocation invocation) {
        return new FluxFunction.Request(
                invocation.requestId(),
                invocation.function().method(),
                invocation.path(),
                invocation.query(),
                invocation.params(),
                invocation.headers(),
                invocation.body());
    }

    private static Target.Outcome outcome(@Nullable Throwable error) {
        if (error == null) {
            return Target.Outcome.ANSWERED;
        }
        Throwable cause = error instanceof CompletionException wrapped ? wrapped.getCause() : error;
        return cause instanceof HttpTimeoutException ? Target.Outcome.TIMED_OUT : Target.Outcome.BROKEN;
    }
}

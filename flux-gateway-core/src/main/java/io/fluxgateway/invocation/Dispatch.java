package io.fluxgateway.invocation;

import io.fluxgateway.exchange.Body;
import io.fluxgateway.exchange.Exchange;
import io.fluxgateway.exchange.ForwardFailure;
import io.fluxgateway.exchange.Forwarding;
import io.fluxgateway.exchange.Handled;
import io.fluxgateway.exchange.RequestIds;
import io.fluxgateway.function.FluxFunction;
import io.fluxgateway.function.FunctionCall;
import io.fluxgateway.function.FunctionManifest;
import io.fluxgateway.function.FunctionRuntime;
import io.fluxgateway.function.FunctionStartException;
import io.fluxgateway.function.Target;
import io.fluxgateway.http.ConnectionField;
import io.fluxgateway.http.HeaderNames;
import io.fluxgateway.http.Headers;
import io.fluxgateway.http.Problem;
import io.fluxgateway.middleware.Middleware;
import io.fluxgateway.middleware.Next;
import io.fluxgateway.route.RouteMatch;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Step 6: hands the request to its function's runtime, or to the queue if the function is {@code async}. */
public final class Dispatch implements Middleware {
    /** Largest request body that is read into memory: for a queued invocation or a Java function. */
    public static final int DEFAULT_MAX_BUFFERED_BODY = 1 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(Dispatch.class);

    private final Map<String, FunctionRuntime> runtimes;
    private final Queueing queueing;
    private final InvocationOptions options;
    private final Supplier<CallbackPolicy> callbacks;
    private final Executor functionThreads;
    private final int maxBufferedBody;
    private final long maxBody;
    private final FunctionLoad load;

    /**
     * @param runtimes        by name
     * @param queue           takes calls of {@code async} functions
     * @param options         bounds of what their callers may ask for
     * @param callbacks       where results may be posted, now
     * @param functionThreads run Java functions
     * @param maxBufferedBody in bytes
     * @param maxBody         of functions that say nothing else, in bytes
     * @param maxPerFunction  requests that may be under way in one function, or wait for it
     */
    public Dispatch(
            Map<String, FunctionRuntime> runtimes,
            InvocationQueue queue,
            InvocationOptions options,
            Supplier<CallbackPolicy> callbacks,
            Executor functionThreads,
            int maxBufferedBody,
            long maxBody,
            int maxPerFunction) {
        this.runtimes = Map.copyOf(runtimes);
        this.queueing = new Queueing(queue);
        this.options = options;
        this.callbacks = callbacks;
        this.functionThreads = functionThreads;
        this.maxBufferedBody = maxBufferedBody;
        this.maxBody = maxBody;
        this.load = new FunctionLoad(maxPerFunction);
    }

    @Override
    public Handled handle(Exchange exchange, Next next) throws Exception {
        RouteMatch match = Objects.requireNonNull(exchange.get(RouteMatch.ATTRIBUTE), "dispatch comes after routing");
        FunctionManifest function = match.route().function();
        FunctionRuntime runtime = runtimes.get(function.runtime());
        if (runtime == null) {
            return exchange.reject(FunctionProblems.noRuntime(function));
        }
        if (!exchange.maxBody(function.maxBody() == null ? maxBody : function.maxBody())) {
            return exchange.reject(Problem.BODY_TOO_LARGE);
        }
        if (function.async()) {
            CallOptions asked = CallOptions.of(exchange, options, callbacks.get());
            return exchange.readBody(
                    buffered(exchange),
                    Dispatch::refuseBody,
                    (e, body) -> queueing.enqueue(e, match, asked, forwardedHeaders(e), body));
        }
        if (!load.enter(function.name(), exchange)) {
            return exchange.reject(FunctionProblems.busy(function));
        }
        long asked = exchange.elapsedNanos();
        CompletionStage<Target> acquired = runtime.acquire(function);
        boolean warm = acquired.toCompletableFuture().isDone();
        return exchange.await(
                acquired,
                (e, target) -> dispatch(e, match, target, asked, warm ? asked : e.elapsedNanos()),
                (e, error) -> failedToStart(e, function, error));
    }

    private int buffered(Exchange exchange) {
        return (int) Math.min(maxBufferedBody, exchange.maxBody());
    }

    private Handled dispatch(Exchange exchange, RouteMatch match, Target target, long asked, long started) {
        FunctionManifest function = match.route().function();
        FunctionCall call = new FunctionCall(RequestIds.spanId(), asked, started);
        exchange.put(FunctionCall.ATTRIBUTE, call);
        if (target instanceof Target.Remote remote) {
            RemoteCall remoteCall = new RemoteCall(function, remote);
            exchange.onComplete(remoteCall);
            if (remote.endpoint().isManaged()) {
                exchange.forwardHeader(HeaderNames.FLUX_SPAN, call.spanId());
                if (!match.params().isEmpty()) {
                    exchange.forwardHeader(HeaderNames.FLUX_PARAMS, PathParams.toJson(match.params()));
                }
            }
            return exchange.forward(remote.endpoint(), function.timeout(), remoteCall);
        }
        if (target instanceof Target.InProcess java) {
            return exchange.readBody(
                    buffered(exchange), Dispatch::refuseBody, (e, body) -> call(e, match, java.function(), body));
        }
        return exchange.proceedToHost();
    }

    private Handled call(Exchange exchange, RouteMatch match, FluxFunction java, byte[] body) throws Exception {
        FunctionManifest function = match.route().function();
        FluxFunction.Request request = new FluxFunction.Request(
                requestId(exchange),
                exchange.method(),
                exchange.path().raw(),
                exchange.query(),
                match.params(),
                forwardedHeaders(exchange),
                body);
        return exchange.await(
                InProcessCall.start(java, request, function, functionThreads),
                Dispatch::relay,
                (e, error) -> failed(e, function, error));
    }

    private static Handled relay(Exchange exchange, FluxFunction.Response response) {
        response.headers().forEach((name, value) -> {
            if (Forwarding.relaysResponseHeader(name)) {
                exchange.addResponseHeader(name, value);
            }
        });
        return exchange.respond(response.status(), new Body(null, response.body()));
    }

    private static Handled failedToStart(Exchange exchange, FunctionManifest function, Throwable error) {
        if (!(error instanceof FunctionStartException)) {
            LOG.error("[{}] [{}] could not be started", function.name(), exchange.requestId(), error);
        } else {
            LOG.warn("[{}] [{}] could not be started: {}", function.name(), exchange.requestId(), error.getMessage());
        }
        exchange.failure(error);
        Problem problem = FunctionProblems.failedToStart(function);
        exchange.record(new DispatchResult(problem.code(), error));
        return exchange.reject(problem);
    }

    private static Handled failed(Exchange exchange, FunctionManifest function, Throwable error) {
        exchange.failure(error);
        if (error instanceof TimeoutException) {
            return exchange.reject(FunctionProblems.timedOut(function));
        }
        LOG.error("[{}] [{}] threw", function.name(), exchange.requestId(), error);
        return exchange.reject(FunctionProblems.threw(function));
    }

    private static Handled refuseBody(Exchange exchange, ForwardFailure failure) {
        return exchange.reject(FunctionProblems.ofBody(failure));
    }

    private static Headers forwardedHeaders(Exchange exchange) {
        Headers headers = new Headers();
        Set<String> ofConnection = ConnectionField.names(exchange.headers("connection"));
        exchange.eachHeader((name, value) -> {
            if (Forwarding.forwardsRequestHeader(name) && !ofConnection.contains(name.toLowerCase(Locale.ROOT))) {
                headers.add(name, value);
            }
        });
        exchange.eachOriginHeader(headers::set);
        exchange.eachForwardHeader(headers::set);
        return headers;
    }

    private static String requestId(Exchange exchange) {
        return Objects.requireNonNull(exchange.requestId(), "dispatch comes after tracing");
    }
}

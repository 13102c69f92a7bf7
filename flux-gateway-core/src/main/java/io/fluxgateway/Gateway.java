package io.fluxgateway;

import io.fluxgateway.auth.Authentication;
import io.fluxgateway.cors.Cors;
import io.fluxgateway.cors.CorsPolicy;
import io.fluxgateway.exchange.Exchange;
import io.fluxgateway.exchange.HostExchange;
import io.fluxgateway.exchange.Quota;
import io.fluxgateway.exchange.Step;
import io.fluxgateway.exchange.TrustedProxies;
import io.fluxgateway.function.FunctionRuntime;
import io.fluxgateway.function.FunctionStartException;
import io.fluxgateway.http.OriginPattern;
import io.fluxgateway.invocation.CallbackPolicy;
import io.fluxgateway.invocation.CallbackRunner;
import io.fluxgateway.invocation.Dispatch;
import io.fluxgateway.invocation.InvocationLookup;
import io.fluxgateway.invocation.InvocationQueue;
import io.fluxgateway.invocation.InvocationWorkers;
import io.fluxgateway.invocation.QueueStats;
import io.fluxgateway.limit.LoadShedding;
import io.fluxgateway.limit.Plan;
import io.fluxgateway.limit.RateLimiting;
import io.fluxgateway.middleware.Middleware;
import io.fluxgateway.pipeline.ErrorMapper;
import io.fluxgateway.pipeline.Health;
import io.fluxgateway.pipeline.Pipeline;
import io.fluxgateway.pipeline.RequestCheck;
import io.fluxgateway.project.CallbackSettings;
import io.fluxgateway.project.JwtSettings;
import io.fluxgateway.project.ProjectSettings;
import io.fluxgateway.project.TraceSettings;
import io.fluxgateway.route.PassUnmatched;
import io.fluxgateway.route.RouteTable;
import io.fluxgateway.route.Routing;
import io.fluxgateway.route.Unmatched;
import io.fluxgateway.trace.Tracing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * The front door of one project's functions: every request is authenticated, counted, routed, given its CORS fields and
 * request ID, and handed to its function.
 *
 * <p>Built by {@link #builder}; hosts hand it their requests. Routes and settings can be changed while it serves. Thread-safe.
 */
public final class Gateway implements AutoCloseable {
    private final Map<String, FunctionRuntime> runtimes;
    private final InvocationQueue queue;
    private final InvocationWorkers workers;
    private final CallbackRunner callbackRunner;
    private final ExecutorService functionThreads;
    private final Pipeline pipeline;
    private final Tokens tokens;
    private final TrustedProxies proxies;
    private final ErrorMapper errors = new ErrorMapper();

    private volatile RouteTable routes;
    private volatile Plan plan;
    private volatile Plan tokensPlan;
    private volatile CorsPolicy cors;
    private volatile TraceSettings traces;
    private volatile CallbackPolicy callbacks;
    private volatile boolean draining;

    Gateway(GatewayBuilder options, Map<String, FunctionRuntime> runtimes, ExecutorService functionThreads) {
        this.runtimes = runtimes;
        this.functionThreads = functionThreads;
        this.queue = options.queue();
        this.proxies = TrustedProxies.at(options.trustedProxies());
        this.routes = options.routes();
        this.plan = plan(options.settings());
        this.tokensPlan = tokensPlan(options.settings());
        this.tokens = new Tokens(options.project(), options.tokens());
        tokens.settings(options.settings().jwt());
        this.cors = CorsPolicy.of(options.settings().corsOrigins());
        this.traces = options.settings().traces();
        this.callbacks = callbacks(options.settings().callbacks());
        this.callbackRunner = new CallbackRunner(() -> callbacks, options.clock());
        this.pipeline = new Pipeline(steps(options), errors);
        this.workers = Workers.of(options, callbackRunner, this::routes, runtimes, functionThreads);
        serve(routes);
    }

    private List<Middleware> steps(GatewayBuilder options) {
        List<Middleware> steps = new ArrayList<>();
        steps.add(new Health(this::unready));
        steps.add(new Tracing(
                options.traces(),
                options.listener(),
                options.trustsRequestIds(),
                () -> traces.sampling(),
                () -> traces.queries()));
        if (options.unmatched() == Unmatched.PASS_TO_HOST) {
            steps.add(new PassUnmatched(() -> routes));
        }
        Routing routing = new Routing(() -> routes);
        for (Step step : Step.values()) {
            steps.addAll(options.before(step));
            steps.addAll(own(step, options, routing));
            steps.addAll(options.after(step));
        }
        return steps;
    }

    private List<Middleware> own(Step step, GatewayBuilder options, Routing routing) {
        return switch (step) {
            case CORS -> List.of(new Cors(() -> cors, path -> routes.methodsAt(path)), new RequestCheck());
            case AUTHENTICATION ->
                List.of(new Authentication(
                        options.project(),
                        options.keys(),
                        tokens::verifier,
                        options.maxTokenLength(),
                        routing::function,
                        options.clock(),
                        options.failedAuthentications()));
            case LOAD -> List.of(new LoadShedding(options.load()));
            case RATE_LIMIT -> List.of(new RateLimiting(options.rateLimiter(), () -> plan, () -> tokensPlan));
            case ROUTE -> List.of(new InvocationLookup(queue), routing);
            case DISPATCH ->
                List.of(new Dispatch(
                        runtimes,
                        queue,
                        options.invocations(),
                        () -> callbacks,
                        functionThreads,
                        options.maxBufferedBody(),
                        options.maxBody(),
                        options.load().maxRequestsPerFunction()));
        };
    }

    /**
     * Starts to describe a gateway.
     *
     * @param project name of the project whose keys are let through
     */
    public static GatewayBuilder builder(String project) {
        return new GatewayBuilder(project);
    }

    /** Takes a request. For hosts: returns when the request was answered, or goes on without this thread. */
    public void handle(HostExchange host) {
        pipeline.run(new Exchange(host, errors, proxies));
    }

    /** The routes that are served now. */
    public RouteTable routes() {
        return routes;
    }

    /** Serves other routes from now on. Requests under way finish on the ones they started on. */
    public void routes(RouteTable table) {
        routes = table;
        serve(table);
    }

    /** Nothing that is queued runs before there are routes: the functions of a server that just starts are not there yet. */
    private void serve(RouteTable table) {
        retain(table);
        if (table != RouteTable.EMPTY) {
            workers.start();
        }
    }

    /**
     * Says that the host is about to stop: {@link Health#READY} answers 503 from now on, so that load balancers send no more.
     * Requests that come all the same are handled. For hosts.
     */
    public void drain() {
        draining = true;
    }

    private @Nullable String unready() {
        if (draining) {
            return "This node is about to stop.";
        }
        return routes == RouteTable.EMPTY ? "No routes are loaded yet." : null;
    }

    /** What is in the queue of this project, for metrics. */
    public CompletionStage<QueueStats> queueStats() {
        return queue.stats();
    }

    /**
     * Makes the functions of a table ready that {@link #routes(RouteTable)} is to serve soon, so that their first requests
     * need not wait. Blocks until all are ready or one is not; what was made ready then ends again.
     *
     * @param limit how long it may take
     * @throws FunctionStartException with the name of a function that cannot be made ready, and why
     * @throws InterruptedException   if this thread is
     */
    public void warm(RouteTable next, Duration limit) throws FunctionStartException, InterruptedException {
        Warming.of(runtimes, next).await(limit, () -> retain(routes));
    }

    /**
     * Applies other settings from now on.
     *
     * @throws IllegalArgumentException if a plan is not known or an origin is not valid; the old settings stay
     */
    public void settings(ProjectSettings settings) {
        Plan newPlan = plan(settings);
        Plan newTokensPlan = tokensPlan(settings);
        CorsPolicy newCors = CorsPolicy.of(settings.corsOrigins());
        tokens.settings(settings.jwt());
        plan = newPlan;
        tokensPlan = newTokensPlan;
        cors = newCors;
        traces = settings.traces();
        callbacks = callbacks(settings.callbacks());
    }

    private static CallbackPolicy callbacks(CallbackSettings settings) {
        return new CallbackPolicy(
                settings.origins().stream()
                        .map(origin -> OriginPattern.parse(origin).orElseThrow())
                        .toList(),
                settings.privateAddresses(),
                settings::secrets);
    }

    /** The name of the plan counts only where there is no limit; but a name that is none is never right. */
    static Plan plan(ProjectSettings settings) {
        Plan named = Plan.named(settings.plan());
        Quota limit = settings.limit();
        return limit == null ? named : Plan.custom(limit);
    }

    /** That of the project, if there are no tokens. */
    static Plan tokensPlan(ProjectSettings settings) {
        JwtSettings jwt = settings.jwt();
        return jwt == null ? plan(settings) : Plan.named(jwt.plan());
    }

    /**
     * Stops everything the runtimes started and the queue, after what runs from it has ended or was given back: blocks as
     * long as {@link io.fluxgateway.invocation.InvocationOptions#drain} says at most. Idempotent.
     */
    @Override
    public void close() {
        workers.close();
        callbackRunner.close();
        queue.close();
        runtimes.values().forEach(FunctionRuntime::close);
        functionThreads.shutdownNow();
        tokens.close();
    }

    private void retain(RouteTable table) {
        runtimes.values()
                .forEach(runtime -> runtime.retain(table.functions().stream()
                        .filter(function -> function.runtime().equals(runtime.name()))
                        .toList()));
    }
}

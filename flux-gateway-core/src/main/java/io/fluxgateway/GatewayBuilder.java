package io.fluxgateway;

import io.fluxgateway.auth.Authentication;
import io.fluxgateway.auth.InMemoryKeyStore;
import io.fluxgateway.auth.KeyLookup;
import io.fluxgateway.cors.CorsPolicy;
import io.fluxgateway.exchange.Exchange;
import io.fluxgateway.exchange.Quota;
import io.fluxgateway.exchange.Step;
import io.fluxgateway.function.FluxFunction;
import io.fluxgateway.function.FunctionRuntime;
import io.fluxgateway.function.HostRuntime;
import io.fluxgateway.function.HttpRuntime;
import io.fluxgateway.function.JavaRuntime;
import io.fluxgateway.http.AddressRange;
import io.fluxgateway.invocation.Dispatch;
import io.fluxgateway.invocation.InMemoryInvocationQueue;
import io.fluxgateway.invocation.Invocation;
import io.fluxgateway.invocation.InvocationOptions;
import io.fluxgateway.invocation.InvocationQueue;
import io.fluxgateway.invocation.InvocationRunner;
import io.fluxgateway.limit.LoadLimits;
import io.fluxgateway.limit.LocalRateLimiter;
import io.fluxgateway.limit.RateLimiter;
import io.fluxgateway.middleware.Middleware;
import io.fluxgateway.project.ProjectSettings;
import io.fluxgateway.route.RouteTable;
import io.fluxgateway.route.Unmatched;
import io.fluxgateway.trace.GatewayListener;
import io.fluxgateway.trace.TraceBuffer;
import io.fluxgateway.trace.TraceSink;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Describes a {@link Gateway}. Everything has a default but the routes and the keys. Not thread-safe. */
public final class GatewayBuilder {
    public static final int DEFAULT_FUNCTION_THREADS = 256;

    private static final long DEFAULT_MAX_BODY = 10L << 20;
    /** One a second, and 100 at once. */
    public static final Quota DEFAULT_FAILED_AUTHENTICATIONS = new Quota(60, 100);

    private final String project;
    private final Map<String, FluxFunction> functions = new LinkedHashMap<>();
    private final Map<String, FunctionRuntime> runtimes = new LinkedHashMap<>();
    private final Map<Invocation.Kind, InvocationRunner> runners = new EnumMap<>(Invocation.Kind.class);
    private final Map<Step, List<Middleware>> before = new EnumMap<>(Step.class);
    private final Map<Step, List<Middleware>> after = new EnumMap<>(Step.class);
    private RouteTable routes = RouteTable.EMPTY;
    private Unmatched unmatched = Unmatched.REJECT;
    private KeyLookup keys = new InMemoryKeyStore();
    private ProjectSettings settings = ProjectSettings.DEFAULT;
    private RateLimiter rateLimiter = new LocalRateLimiter();
    private TraceSink traces = new TraceBuffer();
    private GatewayListener listener = GatewayListener.NONE;
    private InvocationQueue queue = new InMemoryInvocationQueue();
    private InvocationOptions invocations = InvocationOptions.DEFAULT;
    private Clock clock = Clock.systemUTC();
    private @Nullable TokenVerification tokens;
    private int maxTokenLength = Authentication.DEFAULT_MAX_TOKEN_LENGTH;
    private LoadLimits load = LoadLimits.DEFAULT;
    private Quota failedAuthentications = DEFAULT_FAILED_AUTHENTICATIONS;
    private boolean trustRequestIds;
    private long maxBody = DEFAULT_MAX_BODY;
    private List<AddressRange> trustedProxies = List.of();
    private int maxBufferedBody = Dispatch.DEFAULT_MAX_BUFFERED_BODY;
    private int maxFunctionThreads = DEFAULT_FUNCTION_THREADS;

    GatewayBuilder(String project) {
        if (project.isBlank()) {
            throw new IllegalArgumentException("project: \"" + project + "\" (expected: a name)");
        }
        this.project = project;
    }

    /** The routes to serve at first. Default: none. */
    public GatewayBuilder routes(RouteTable table) {
        this.routes = table;
        return this;
    }

    /** Where API keys are looked up. Default: an empty store in memory. */
    public GatewayBuilder keys(KeyLookup lookup) {
        this.keys = lookup;
        return this;
    }

    /**
     * Verifies JWTs of the issuer that the settings name, which are credentials beside API keys then. The gateway closes it.
     * Default: none, tokens are refused.
     */
    public GatewayBuilder tokens(TokenVerification verification) {
        this.tokens = verification;
        return this;
    }

    /** Longest token that is looked into, in characters; a longer one is refused. Default: 8192. */
    public GatewayBuilder maxTokenLength(int characters) {
        this.maxTokenLength = atLeastOne("maxTokenLength", characters);
        return this;
    }

    /** Tells whether a key has expired, and how far off a time is that a function names. Default: the system's clock. */
    public GatewayBuilder clock(Clock source) {
        this.clock = source;
        return this;
    }

    /**
     * Plan or limit, CORS origins, what is traced, callbacks, and whose tokens are taken. Default: plan {@code free}, no
     * origins, no callbacks, no tokens.
     *
     * @throws IllegalArgumentException if a plan is not known or an origin is not valid
     */
    public GatewayBuilder settings(ProjectSettings projectSettings) {
        Gateway.plan(projectSettings);
        Gateway.tokensPlan(projectSettings);
        CorsPolicy.of(projectSettings.corsOrigins());
        this.settings = projectSettings;
        return this;
    }

    /** Counts requests. Default: in the memory of this process. */
    public GatewayBuilder rateLimiter(RateLimiter limiter) {
        this.rateLimiter = limiter;
        return this;
    }

    /** Adds a runtime, in place of one of the same name. {@code http}, {@code java} and {@code host} are there already. */
    public GatewayBuilder runtime(FunctionRuntime runtime) {
        runtimes.put(runtime.name(), runtime);
        return this;
    }

    /**
     * Registers the Java function that a {@code flux.json} with {@code "runtime": "java"} names. Goes before one of the
     * same name that {@link java.util.ServiceLoader} finds with the context class loader of the thread that builds.
     */
    public GatewayBuilder function(String name, FluxFunction function) {
        functions.put(name, function);
        return this;
    }

    /** Receives the traces of finished requests. Default: a {@link TraceBuffer}. */
    public GatewayBuilder traces(TraceSink sink) {
        this.traces = sink;
        return this;
    }

    /** Is told of each request and each attempt of a queued invocation that is over, for counting. Default: none. */
    public GatewayBuilder listener(GatewayListener counter) {
        this.listener = counter;
        return this;
    }

    /** Keeps the invocations of {@code async} functions. Default: in memory, so lost when the process ends. */
    public GatewayBuilder queue(InvocationQueue keeper) {
        this.queue = keeper;
        return this;
    }

    /** How queued invocations are taken and run. Default: {@link InvocationOptions#DEFAULT}. */
    public GatewayBuilder invocations(InvocationOptions options) {
        this.invocations = options;
        return this;
    }

    /**
     * Proxies in front of the host that are believed when they say where a request comes from ({@code X-Forwarded-For},
     * {@code -Proto} and {@code -Host}, {@code Forwarded}), by the address that they connect from. From all others these fields are ignored.
     * Default: none.
     */
    public GatewayBuilder trustedProxies(List<AddressRange> ranges) {
        this.trustedProxies = List.copyOf(ranges);
        return this;
    }

    /** Runs queued invocations of a kind. Default: calls run on the gateway's runtimes, results are posted. */
    public GatewayBuilder runner(Invocation.Kind kind, InvocationRunner runner) {
        runners.put(kind, runner);
        return this;
    }

    /**
     * Whether an inbound {@code x-request-id} of 32 hexadecimal digits becomes the request's ID. Only for hosts behind a
     * proxy that sets it. Default: false.
     */
    public GatewayBuilder trustRequestIds(boolean trust) {
        this.trustRequestIds = trust;
        return this;
    }

    /**
     * Largest request body of functions that have no {@code maxBody} of their own; a larger one is answered 413, before
     * anything of it is read if its length is known. Default: 10 MiB.
     *
     * @param bytes at least 1
     */
    public GatewayBuilder maxBody(long bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("maxBody: " + bytes + " (expected: at least 1)");
        }
        this.maxBody = bytes;
        return this;
    }

    /**
     * Largest body that is read into memory, for a queued invocation or a Java function; what is streamed is not bound by
     * it. Default: 1 MiB.
     *
     * @param bytes at least 1
     */
    public GatewayBuilder maxBufferedBody(int bytes) {
        this.maxBufferedBody = atLeastOne("maxBufferedBody", bytes);
        return this;
    }

    /** Most Java functions that run at a time; a further request is answered 503. Default: 256. */
    public GatewayBuilder maxFunctionThreads(int threads) {
        this.maxFunctionThreads = atLeastOne("maxFunctionThreads", threads);
        return this;
    }

    /** From when on requests are refused because there is too much to do. Default: {@link LoadLimits#DEFAULT}. */
    public GatewayBuilder load(LoadLimits limits) {
        this.load = limits;
        return this;
    }

    /**
     * How many requests without a valid credential one address may send; those beyond are answered 429 instead of 401, and no
     * key is looked up for them. IPv6 addresses count by networks of 64 bits. Default: {@link #DEFAULT_FAILED_AUTHENTICATIONS}.
     */
    public GatewayBuilder failedAuthentications(Quota perAddress) {
        this.failedAuthentications = perAddress;
        return this;
    }

    /** What becomes of requests for paths without a function. Default: {@link Unmatched#REJECT}. */
    public GatewayBuilder unmatched(Unmatched choice) {
        this.unmatched = choice;
        return this;
    }

    /** Runs a middleware just before a step. Several before one step run in the order in which they were added. */
    public GatewayBuilder before(Step step, Middleware middleware) {
        before.computeIfAbsent(step, s -> new ArrayList<>()).add(middleware);
        return this;
    }

    /**
     * Runs a middleware just after a step that let the request go on. Several after one step run in the order in which
     * they were added.
     *
     * @throws IllegalArgumentException for {@link Step#DISPATCH}, the last one: see {@link Exchange#onComplete}
     */
    public GatewayBuilder after(Step step, Middleware middleware) {
        if (step == Step.DISPATCH) {
            throw new IllegalArgumentException(
                    "after: DISPATCH (expected: a step before it; dispatch passes nothing on,"
                            + " use Exchange.beforeCommit or Exchange.onComplete)");
        }
        after.computeIfAbsent(step, s -> new ArrayList<>()).add(middleware);
        return this;
    }

    /**
     * Builds the gateway. The builder is of no use afterwards.
     *
     * @throws IllegalArgumentException if a Java function that {@link java.util.ServiceLoader} finds cannot be used
     */
    public Gateway build() {
        Map<String, FunctionRuntime> all = new LinkedHashMap<>();
        for (FunctionRuntime own :
                List.of(new HttpRuntime(), JavaRuntime.discovering(functions, classLoader()), new HostRuntime())) {
            all.put(own.name(), own);
        }
        all.putAll(runtimes);
        return new Gateway(this, Map.copyOf(all), FunctionThreads.atMost(maxFunctionThreads));
    }

    String project() {
        return project;
    }

    RouteTable routes() {
        return routes;
    }

    KeyLookup keys() {
        return keys;
    }

    @Nullable
    TokenVerification tokens() {
        return tokens;
    }

    int maxTokenLength() {
        return maxTokenLength;
    }

    Clock clock() {
        return clock;
    }

    ProjectSettings settings() {
        return settings;
    }

    RateLimiter rateLimiter() {
        return rateLimiter;
    }

    TraceSink traces() {
        return traces;
    }

    GatewayListener listener() {
        return listener;
    }

    List<AddressRange> trustedProxies() {
        return trustedProxies;
    }

    boolean trustsRequestIds() {
        return trustRequestIds;
    }

    LoadLimits load() {
        return load;
    }

    Quota failedAuthentications() {
        return failedAuthentications;
    }

    int maxBufferedBody() {
        return maxBufferedBody;
    }

    long maxBody() {
        return maxBody;
    }

    InvocationQueue queue() {
        return queue;
    }

    InvocationOptions invocations() {
        return invocations;
    }

    Map<Invocation.Kind, InvocationRunner> runners() {
        return runners;
    }

    Unmatched unmatched() {
        return unmatched;
    }

    List<Middleware> before(Step step) {
        return before.getOrDefault(step, List.of());
    }

    List<Middleware> after(Step step) {
        return after.getOrDefault(step, List.of());
    }

    private static ClassLoader classLoader() {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return context != null ? context : GatewayBuilder.class.getClassLoader();
    }

    private static int atLeastOne(String option, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(option + ": " + value + " (expected: at least 1)");
        }
        return value;
    }
}

package io.fluxgateway.exchange;

import io.fluxgateway.http.HeaderNames;
import io.fluxgateway.http.Method;
import io.fluxgateway.http.Problem;
import io.fluxgateway.http.RequestPath;
import io.fluxgateway.http.SizeText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request and its response on their way through the gateway: the request head, typed attributes, the verbs that end
 * a step, and two late hooks.
 *
 * <p>Worked on by one thread at a time; what is attached here may be read by the next thread without further care.
 */
public final class Exchange {
    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

    private final HostExchange host;
    private final ErrorHandler errors;
    private final TrustedProxies proxies;
    private final Method method;
    private final long startNanos = System.nanoTime();

    private final Attributes attributes = new Attributes();
    private final List<Decided> decisions = new ArrayList<>(5);
    private final ForwardFields forwardFields = new ForwardFields();
    private final List<CommitHook> commitHooks = new ArrayList<>(4);
    private final List<CompletionHook> completionHooks = new ArrayList<>(2);

    private @Nullable RequestPath path;
    private @Nullable ClientOrigin origin;
    private @Nullable String requestId;
    private @Nullable Caller caller;
    private @Nullable Problem problem;
    private @Nullable Throwable failure;
    private long maxBody = Long.MAX_VALUE;
    private boolean committing;
    private boolean completed;

    /**
     * Starts an exchange.
     *
     * @param host   the native request and response
     * @param errors told what a continuation threw
     */
    public Exchange(HostExchange host, ErrorHandler errors) {
        this(host, errors, TrustedProxies.NONE);
    }

    /**
     * Starts an exchange behind proxies.
     *
     * @param host    the native request and response
     * @param errors  told what a continuation threw
     * @param proxies believed when they say where a request comes from
     */
    public Exchange(HostExchange host, ErrorHandler errors, TrustedProxies proxies) {
        this.host = host;
        this.errors = errors;
        this.proxies = proxies;
        this.method = Method.of(host.method());
        host.onComplete(this::completed);
    }

    // The request head

    public Method method() {
        return method;
    }

    /** The method token as received, also of a method that {@link #method()} calls {@link Method#OTHER}. */
    public String methodName() {
        return host.method();
    }

    /**
     * The normalised path.
     *
     * @throws io.fluxgateway.http.ProblemException 400 if the path as received cannot be trusted
     */
    public RequestPath path() {
        RequestPath known = path;
        if (known == null) {
            known = RequestPath.parse(host.rawPath());
            path = known;
        }
        return known;
    }

    /** Why this request cannot be trusted: by its host, or as proxies contradict each other on its origin. Null if it can. */
    public @Nullable Problem refusal() {
        Problem ofHost = host.refusal();
        return ofHost != null ? ofHost : origin().refusal();
    }

    /** The path as it was received, fit for a log or a trace only. */
    public String receivedPath() {
        return host.rawPath();
    }

    /** The query as received, without {@code ?}; null if there is none. */
    public @Nullable String query() {
        return host.rawQuery();
    }

    /** The first value of a request field, or null. */
    public @Nullable String header(String name) {
        return host.requestHeader(name);
    }

    /** All values of a request field, in order. */
    public List<String> headers(String name) {
        return host.requestHeaders(name);
    }

    /** Calls the consumer with each field of the client's request; names in any case. */
    public void eachHeader(BiConsumer<String, String> consumer) {
        host.eachRequestHeader(consumer);
    }

    /** The IP address of the peer in text form, or null. The peer is a proxy if there is one. */
    public @Nullable String peerAddress() {
        return host.peerAddress();
    }

    /** About how long requests wait until the host comes to them, in nanoseconds; 0 if it cannot tell. */
    public long lagNanos() {
        return host.lagNanos();
    }

    /**
     * The IP address of the client in text form, or null: what trusted proxies say it is, or that of the peer. What a client
     * says of itself does not change it.
     */
    public @Nullable String clientAddress() {
        return origin().address();
    }

    /** {@code http} or {@code https}: how the client asked, as far as trusted proxies tell. */
    public String clientScheme() {
        return origin().scheme();
    }

    /** The host that the client asked for, as far as trusted proxies tell, or null. */
    public @Nullable String clientHost() {
        return origin().host();
    }

    private ClientOrigin origin() {
        ClientOrigin known = origin;
        if (known == null) {
            known = proxies.origin(host);
            origin = known;
        }
        return known;
    }

    /** How long ago the exchange started, in nanoseconds, by a monotonic clock. */
    public long elapsedNanos() {
        return System.nanoTime() - startNanos;
    }

    // What the steps found out

    /** The ID of this request: 32 lower-case hexadecimal digits. Null until the first step has minted it. */
    public @Nullable String requestId() {
        return requestId;
    }

    /** Sets the ID of this request. For the first step. */
    public void requestId(String id) {
        this.requestId = id;
    }

    /** Who makes the request; null before, or without, authentication. */
    public @Nullable Caller caller() {
        return caller;
    }

    /** Says who makes the request. For the step that authenticates. */
    public void caller(Caller who) {
        this.caller = who;
    }

    /** The value attached under the key, or null. */
    public <T> @Nullable T get(AttributeKey<T> key) {
        return attributes.get(key);
    }

    /** Attaches a value, in place of an earlier one under the same key. */
    public <T> void put(AttributeKey<T> key, T value) {
        attributes.put(key, value);
    }

    /** Keeps what a step decided for the trace. */
    public void record(Decision decision) {
        decisions.add(new Decided(decision, elapsedNanos()));
    }

    /** What the steps decided so far, in order. */
    public List<Decided> decisions() {
        return Collections.unmodifiableList(decisions);
    }

    /** The problem that was answered, or null. */
    public @Nullable Problem problem() {
        return problem;
    }

    /** What went wrong behind the answer; never shown to the client. */
    public @Nullable Throwable failure() {
        return failure;
    }

    /** Keeps what went wrong, for the log. */
    public void failure(@Nullable Throwable cause) {
        this.failure = cause;
    }

    /** Largest body that the request may have, in bytes. */
    public long maxBody() {
        return maxBody;
    }

    /**
     * Bounds the request's body. What its head says of it is checked at once, what comes is counted by whoever reads it.
     *
     * @return false if the head says that it is larger
     */
    public boolean maxBody(long bytes) {
        this.maxBody = bytes;
        return SizeText.isAtMost(host.requestHeader(HeaderNames.CONTENT_LENGTH), bytes);
    }

    // The forwarded request

    /** Sets a field of the request that is forwarded, in place of an earlier one. Names in lower case. */
    public void forwardHeader(String name, String value) {
        forwardFields.set(name, value);
    }

    /** Gives each field that the steps set for the forwarded request. Names are in lower case. */
    public void eachForwardHeader(BiConsumer<String, String> consumer) {
        forwardFields.each(consumer);
    }

    /** Gives each field that tells a function where the request comes from. Names are in lower case. */
    public void eachOriginHeader(BiConsumer<String, String> consumer) {
        origin().eachField(consumer);
    }

    /** Gives each field that the gateway sets on a request to that endpoint. Names are in lower case. */
    public void eachForwardedHeader(Endpoint endpoint, BiConsumer<String, String> consumer) {
        String asked = clientHost();
        consumer.accept(HeaderNames.HOST, endpoint.isManaged() && asked != null ? asked : endpoint.authority());
        eachOriginHeader(consumer);
        eachForwardHeader(consumer);
        endpoint.requestHeaders().forEach(consumer);
    }

    // The response head

    /** Status of the response as it is now. */
    public int responseStatus() {
        return host.responseStatus();
    }

    public @Nullable String responseHeader(String name) {
        return host.responseHeader(name);
    }

    /** Replaces all response fields of that name. A field set here can be overwritten; one set in a hook can't. */
    public void setResponseHeader(String name, String value) {
        host.setResponseHeader(name, value);
    }

    public void addResponseHeader(String name, String value) {
        host.addResponseHeader(name, value);
    }

    public void removeResponseHeader(String name) {
        host.removeResponseHeader(name);
    }

    /** Removes all response fields whose names start so, in any case. */
    public void removeResponseHeaders(String prefix) {
        host.removeResponseHeaders(prefix);
    }

    /** Adds a hook for the last moment before the response head leaves. The last one added is called first. */
    public void beforeCommit(CommitHook hook) {
        commitHooks.add(hook);
    }

    /**
     * Adds a hook for the end of the exchange. The last one added is called first; one that comes after the end is
     * called at once.
     */
    public void onComplete(CompletionHook hook) {
        if (completed) {
            hook.completed(this);
        } else {
            completionHooks.add(hook);
        }
    }

    /** Whether the response head has left, or leaves just now. */
    public boolean isCommitted() {
        return committing || host.isCommitted();
    }

    /** Whether the client's connection ended before the whole response was sent. Known when all is over. */
    public boolean isClientGone() {
        return host.isClientGone();
    }

    /** True when all is over: the response was sent, or the client is gone. What is answered now reaches nobody. */
    public boolean isCompleted() {
        return completed;
    }

    // The verbs

    /** Answers and ends the exchange. If a response is already on its way, that one is broken off instead. */
    public Handled respond(int status, Body body) {
        if (completed) {
            return Handled.HANDLED;
        }
        if (isCommitted()) {
            host.abort();
            return Handled.HANDLED;
        }
        host.setResponseStatus(status);
        if (body.contentType() != null) {
            host.setResponseHeader(HeaderNames.CONTENT_TYPE, body.contentType());
        }
        committing();
        host.respond(body.bytes());
        return Handled.HANDLED;
    }

    /** Answers with a problem, as {@code application/problem+json}. */
    public Handled reject(Problem reason) {
        problem = reason;
        reason.headers().forEach(host::setResponseHeader);
        host.setResponseHeader(HeaderNames.CACHE_CONTROL, "no-store");
        return respond(reason.status(), ProblemJson.write(reason, requestId));
    }

    /**
     * Goes on when a value is there. A stage that is already complete goes on at once on the same thread; otherwise the
     * thread is let go. What the stage fails with is answered like an exception of this step.
     *
     * @throws Exception what the continuation throws, or the stage completed with
     */
    public <T extends @Nullable Object> Handled await(CompletionStage<T> stage, Continuation<T> continuation)
            throws Exception {
        return await(stage, continuation, StageEnd.RETHROW);
    }

    /**
     * Goes on when a value is there, or is not to be had.
     *
     * @param ifFailed given what the stage completed with
     * @throws Exception what the continuation throws
     */
    public <T extends @Nullable Object> Handled await(
            CompletionStage<T> stage, Continuation<T> continuation, Continuation<Throwable> ifFailed) throws Exception {
        CompletableFuture<T> future = stage.toCompletableFuture();
        if (future.isDone()) {
            return StageEnd.proceed(this, future, continuation, ifFailed);
        }
        // Made before the decision is there: between it and the host nothing is left that can fail unseen.
        Runnable task = () -> {
            try {
                StageEnd.proceed(this, future, continuation, ifFailed);
            } catch (Throwable e) {
                answer(e);
            }
        };
        host.suspend(() -> {
            var unused = future.whenComplete((value, error) -> resume(task));
        });
        return Handled.HANDLED;
    }

    /** Goes on, on a thread that may block. */
    public Handled offload(BlockingStep step) {
        host.offload(() -> {
            try {
                step.run(this);
            } catch (Throwable e) {
                answer(e);
            }
        });
        return Handled.HANDLED;
    }

    /**
     * Goes on when the whole request body has been read.
     *
     * @param maxBytes    largest body taken
     * @param ifRefused   told why there is no body: too large or broken
     * @param continuation given the body
     */
    public Handled readBody(int maxBytes, Continuation<ForwardFailure> ifRefused, Continuation<byte[]> continuation) {
        host.readBody(maxBytes, new HostExchange.BodyReceiver() {
            @Override
            public void received(byte[] body) {
                resume(continuation, body);
            }

            @Override
            public void failed(ForwardFailure failure) {
                resume(ifRefused, failure);
            }
        });
        return Handled.HANDLED;
    }

    /**
     * Streams the request to an endpoint and the answer back.
     *
     * @param timeLimit how long the endpoint may take until its response head is there
     * @param listener  decides about the answer
     */
    public Handled forward(Endpoint endpoint, Duration timeLimit, ForwardListener listener) {
        if (completed) {
            return Handled.HANDLED;
        }
        host.forward(new Forwarding(this, endpoint, timeLimit, listener));
        return Handled.HANDLED;
    }

    /** Hands the exchange to the rest of the embedding application. */
    public Handled proceedToHost() {
        host.proceedToHost(new Proceeding(this));
        return Handled.HANDLED;
    }

    // Called by the host's side

    void committing() {
        if (!committing) {
            committing = true;
            for (int i = commitHooks.size() - 1; i >= 0; i--) {
                commitHooks.get(i).beforeCommit(this);
            }
        }
    }

    private void completed() {
        if (!completed) {
            completed = true;
            for (int i = completionHooks.size() - 1; i >= 0; i--) {
                completionHooks.get(i).completed(this);
            }
        }
    }

    /** A host that cannot go on any more says so in an exception, which the stage would keep to itself. */
    private void resume(Runnable task) {
        try {
            host.resume(task);
        } catch (Throwable e) {
            answer(e);
        }
    }

    private <T> void resume(Continuation<T> continuation, T value) {
        try {
            continuation.resume(this, value);
        } catch (Throwable e) {
            answer(e);
        }
    }

    /** Nobody is behind this: what it threw would be told to nobody, and the client would wait for ever. */
    private void answer(Throwable error) {
        try {
            errors.handle(this, error);
        } catch (Throwable e) {
            try {
                host.abort();
            } finally {
                LOG.error("[{}] {} could not be answered, broken off", requestId, methodName(), e);
            }
        }
    }
}

package io.fluxgateway.testkit;

import io.fluxgateway.exchange.ForwardFailure;
import io.fluxgateway.exchange.Forwarding;
import io.fluxgateway.exchange.HostExchange;
import io.fluxgateway.exchange.Proceeding;
import io.fluxgateway.http.HeaderNames;
import io.fluxgateway.http.Headers;
import io.fluxgateway.http.Problem;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A host without a socket: one request, made in a test, goes through the whole gateway, and its response is read back.
 * What would be forwarded is answered by an {@link Upstream}; what goes on to the host application, by a function.
 */
public final class LoopbackHost implements HostExchange {
    private static final int PATIENCE_SECONDS = 10;

    private final String method;
    private final String path;
    private final @Nullable String query;
    private final Headers requestHeaders = new Headers();
    private final Headers responseHeaders = new Headers();
    private final CompletableFuture<LoopbackHost> over = new CompletableFuture<>();
    private final AtomicInteger completions = new AtomicInteger();
    private String peer = "203.0.113.7";
    private byte[] requestBody = new byte[0];
    private @Nullable Problem refusal;
    private long lagNanos;
    private Upstream upstream = forwarding -> forwarding.failed(ForwardFailure.UNREACHABLE, null);
    private Consumer<LoopbackHost> application = host -> host.respond(404, "no application");
    private int status = 200;
    private byte[] responseBody = new byte[0];
    private int length;
    private boolean committed;
    private boolean aborted;
    private boolean clientGone;
    private Runnable applicationCommit = () -> {};
    private @Nullable Proceeding proceeding;
    private @Nullable Runnable completionListener;

    private LoopbackHost(String method, String target) {
        int mark = target.indexOf('?');
        this.method = method;
        this.path = mark < 0 ? target : target.substring(0, mark);
        this.query = mark < 0 ? null : target.substring(mark + 1);
        requestHeaders.add(HeaderNames.HOST, "gateway.test");
    }

    /** Answers a forwarded request, in place of a real server. */
    @FunctionalInterface
    public interface Upstream {
        /** Calls what a host calls: {@link Forwarding#failed}, or {@link LoopbackHost#relay}. */
        void forward(Forwarding forwarding);
    }

    /** A request for that target: a path, with {@code ?} and a query if there is one. */
    public static LoopbackHost request(String method, String target) {
        return new LoopbackHost(method, target);
    }

    public LoopbackHost with(String header, String value) {
        requestHeaders.add(header, value);
        return this;
    }

    /** From a peer of that address. Default: {@code 203.0.113.7}. */
    public LoopbackHost from(String address) {
        peer = address;
        return this;
    }

    /** With this API key as its credential. */
    public LoopbackHost withKey(String key) {
        return with(HeaderNames.AUTHORIZATION, "Bearer " + key);
    }

    public LoopbackHost withBody(String body) {
        requestBody = body.getBytes(StandardCharsets.UTF_8);
        return this;
    }

    /** As if the host's server were not sure what it read. */
    public LoopbackHost withRefusal(Problem problem) {
        refusal = problem;
        return this;
    }

    /** As if the host were that far behind. */
    public LoopbackHost withLag(Duration lag) {
        lagNanos = lag.toNanos();
        return this;
    }

    public LoopbackHost withUpstream(Upstream server) {
        upstream = server;
        return this;
    }

    public LoopbackHost withApplication(Consumer<LoopbackHost> app) {
        application = app;
        return this;
    }

    /** Sends the request into the gateway and waits until it is answered. */
    public LoopbackHost sendTo(Consumer<HostExchange> gateway) {
        gateway.accept(this);
        try {
            return over.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(method + " " + path + " was not answered within " + PATIENCE_SECONDS + " s", e);
        }
    }

    /** Answers a forwarded request with a response of the upstream's, as a real host would relay it. */
    public void relay(Forwarding forwarding, int upstreamStatus, Headers headers, String body) {
        if (forwarding.relays(upstreamStatus, headers::first)) {
            status = upstreamStatus;
            headers.forEach((name, value) -> {
                if (Forwarding.relaysResponseHeader(name)) {
                    addResponseHeader(name, value);
                }
            });
            forwarding.committing();
            respond(body.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Answers as the host application. */
    public void respond(int responseStatus, String body) {
        status = responseStatus;
        applicationCommit.run();
        respond(body.getBytes(StandardCharsets.UTF_8));
    }

    /** As if the client closed its connection. */
    public void clientLeaves() {
        clientGone = true;
        complete();
    }

    /** What the host application knows of the request; null if it has not come that far. */
    public @Nullable Proceeding proceeding() {
        return proceeding;
    }

    // What came back

    public int status() {
        return status;
    }

    public @Nullable String header(String name) {
        return responseHeaders.first(name);
    }

    public List<String> headers(String name) {
        return responseHeaders.all(name);
    }

    /** Calls the consumer with each response field. */
    public void eachHeader(BiConsumer<String, String> consumer) {
        responseHeaders.forEach(consumer);
    }

    public String body() {
        return new String(responseBody, StandardCharsets.UTF_8);
    }

    /** How many bytes the body has; for HEAD, would have. */
    public int length() {
        return length;
    }

    public boolean isAborted() {
        return aborted;
    }

    /** How often the exchange was completed: a correct gateway makes it exactly one. */
    public int completions() {
        return completions.get();
    }

    // HostExchange

    @Override
    public String method() {
        return method;
    }

    @Override
    public @Nullable Problem refusal() {
        return refusal;
    }

    @Override
    public String scheme() {
        return "http";
    }

    @Override
    public String rawPath() {
        return path;
    }

    @Override
    public @Nullable String rawQuery() {
        return query;
    }

    @Override
    public String peerAddress() {
        return peer;
    }

    @Override
    public long lagNanos() {
        return lagNanos;
    }

    @Override
    public @Nullable String requestHeader(String name) {
        return requestHeaders.first(name);
    }

    @Override
    public List<String> requestHeaders(String name) {
        return requestHeaders.all(name);
    }

    @Override
    public void eachRequestHeader(BiConsumer<String, String> consumer) {
        requestHeaders.forEach(consumer);
    }

    @Override
    public int responseStatus() {
        return status;
    }

    @Override
    public void setResponseStatus(int responseStatus) {
        status = responseStatus;
    }

    @Override
    public @Nullable String responseHeader(String name) {
        return responseHeaders.first(name);
    }

    @Override
    public void setResponseHeader(String name, String value) {
        responseHeaders.set(name, value);
    }

    @Override
    public void addResponseHeader(String name, String value) {
        responseHeaders.add(name, value);
    }

    @Override
    public void removeResponseHeader(String name) {
        responseHeaders.remove(name);
    }

    @Override
    public void removeResponseHeaders(String prefix) {
        responseHeaders.removeAll(prefix);
    }

    @Override
    public boolean isCommitted() {
        return committed;
    }

    @Override
    public void respond(byte[] body) {
        if (committed) {
            throw new IllegalStateException("a response was sent twice");
        }
        committed = true;
        length = body.length;
        responseBody = method.equals("HEAD") ? new byte[0] : body;
        complete();
    }

    @Override
    public void suspend(Runnable task) {
        task.run();
    }

    @Override
    public void resume(Runnable task) {
        task.run();
    }

    @Override
    public void offload(Runnable task) {
        Thread thread = new Thread(task, "loopback-worker");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void readBody(int maxBytes, BodyReceiver receiver) {
        if (requestBody.length > maxBytes) {
            receiver.failed(ForwardFailure.REQUEST_TOO_LARGE);
        } else {
            receiver.received(requestBody);
        }
    }

    @Override
    public void forward(Forwarding forwarding) {
        upstream.forward(forwarding);
    }

    @Override
    public void proceedToHost(Proceeding toApplication) {
        applicationCommit = toApplication::committing;
        proceeding = toApplication;
        application.accept(this);
    }

    @Override
    public boolean isClientGone() {
        return clientGone;
    }

    @Override
    public void abort() {
        aborted = true;
        complete();
    }

    @Override
    public void onComplete(Runnable listener) {
        completionListener = listener;
    }

    private void complete() {
        completions.incrementAndGet();
        if (completionListener != null) {
            completionListener.run();
        }
        over.complete(this);
    }
}

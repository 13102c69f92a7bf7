package io.fluxgateway.invocation;

import io.fluxgateway.http.HeaderNames;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One delivery of a callback. It blocks the thread that runs it; another one may end it at any time. */
final class CallbackAttempt implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(CallbackAttempt.class);
    private static final String AGENT = "flux-gateway";

    private final Invocation invocation;
    private final Supplier<CallbackPolicy> policies;
    private final CallbackNetwork network;
    private final Clock clock;
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();

    private volatile long began = System.nanoTime();

    /** Guarded by this. */
    private @Nullable Socket connection;

    /** Guarded by this. */
    private boolean over;

    CallbackAttempt(Invocation invocation, Supplier<CallbackPolicy> policies, CallbackNetwork network, Clock clock) {
        this.invocation = invocation;
        this.policies = policies;
        this.network = network;
        this.clock = clock;
    }

    CompletableFuture<Outcome> outcome() {
        return outcome;
    }

    @Override
    public void run() {
        began = System.nanoTime();
        try {
            Outcome.Response response = post();
            outcome.complete(Outcome.answered(response, duration()));
        } catch (CallbackException e) {
            end(e.code(), String.valueOf(e.getMessage()));
        } catch (IOException e) {
            end("callback_no_response", "the connection broke before the response: " + e.getMessage());
        } catch (RuntimeException | Error e) {
            outcome.completeExceptionally(e);
        } finally {
            close();
        }
    }

    /** Breaks it off, unless it has ended. */
    void end(String error, String detail) {
        outcome.complete(Outcome.failed(error, detail, duration()));
        close();
    }

    private Outcome.Response post() throws IOException {
        CallbackUrl target = CallbackUrl.of(Objects.requireNonNull(invocation.callback(), "a callback has a URL"));
        CallbackPolicy policy = policies.get();
        if (!policy.allows(target)) {
            throw new CallbackException(
                    "callback_origin_not_allowed", "the project does not allow callbacks to " + target.origin());
        }
        Socket socket = network.connect(target, policy.allowsPrivateAddresses(), this::opened);
        IOException unsent = send(socket.getOutputStream(), head(target, policy));
        try {
            return CallbackResponse.read(new BufferedInputStream(socket.getInputStream()));
        } catch (IOException e) {
            throw unsent == null ? e : unsent;
        }
    }

    /** What went wrong, or null. Not all of it may be needed for a response: 410 can be said without reading the body. */
    private @Nullable IOException send(OutputStream out, byte[] head) {
        byte[] body = invocation.body();
        byte[] message = new byte[head.length + body.length];
        System.arraycopy(head, 0, message, 0, head.length);
        System.arraycopy(body, 0, message, head.length, body.length);
        try {
            out.write(message);
            out.flush();
            return null;
        } catch (IOException e) {
            return e;
        }
    }

    private byte[] head(CallbackUrl target, CallbackPolicy policy) {
        Instant now = clock.instant();
        StringBuilder head = new StringBuilder("POST " + target.target() + " HTTP/1.1\r\n");
        field(head, HeaderNames.HOST, target.authority());
        field(head, HeaderNames.CONNECTION, "close");
        field(head, HeaderNames.USER_AGENT, AGENT);
        field(head, HeaderNames.CONTENT_TYPE, "application/json");
        field(head, HeaderNames.CONTENT_LENGTH, String.valueOf(invocation.body().length));
        field(head, HeaderNames.X_REQUEST_ID, invocation.requestId());
        field(head, HeaderNames.WEBHOOK_ID, invocation.id());
        field(head, HeaderNames.WEBHOOK_TIMESTAMP, String.valueOf(now.getEpochSecond()));
        field(head, HeaderNames.WEBHOOK_SIGNATURE, policy.signature(invocation.id(), now, invocation.body()));
        return head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static void field(StringBuilder head, String name, String value) {
        head.append(name).append(": ").append(value).append("\r\n");
    }

    private synchronized void opened(Socket socket) {
        connection = socket;
        if (over) {
            close();
        }
    }

    /** Below TLS, which would wait for the other side. */
    private synchronized void close() {
        over = true;
        if (connection != null) {
            try {
                connection.close();
            } catch (IOException e) {
                LOG.debug("a connection did not close as it should", e);
            }
        }
    }

    private Duration duration() {
        return Duration.ofNanos(System.nanoTime() - began);
    }
}

package io.fluxgateway.undertow;

import io.fluxgateway.exchange.ForwardFailure;
import io.fluxgateway.exchange.Forwarding;
import io.undertow.client.ClientCallback;
import io.undertow.client.ClientExchange;
import io.undertow.client.ClientResponse;
import io.undertow.connector.ByteBufferPool;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One exchange on its way to an upstream and back. Confined to the exchange's I/O thread. Every way to its end goes
 * through {@link #leave}, which gives up what it holds exactly once.
 */
final class ForwardedRequest extends Deadlines.Timer implements Runnable, UpstreamPool.Waiter {
    private static final Logger LOG = LoggerFactory.getLogger(ForwardedRequest.class);

    private enum State {
        CONNECTING,
        SENT,
        ANSWERED,
        OVER
    }

    private final UndertowExchange host;
    private final HttpServerExchange exchange;
    private final Forwarding forwarding;
    private final Forwarder.PerThread thread;
    private final ForwardOptions options;

    private State state = State.CONNECTING;
    private boolean retried;
    private @Nullable UpstreamPool pool;
    private @Nullable UpstreamConnection connection;
    private @Nullable RequestPump requestPump;
    private @Nullable ResponsePump responsePump;

    ForwardedRequest(UndertowExchange host, Forwarding forwarding, Forwarder.PerThread thread, ForwardOptions options) {
        this.host = host;
        this.exchange = host.undertow();
        this.forwarding = forwarding;
        this.thread = thread;
        this.options = options;
    }

    @Override
    public void run() {
        if (exchange.isComplete()) {
            return;
        }
        long limit = exchange.getMaxEntitySize();
        if (limit > 0 && exchange.getRequestContentLength() > limit) {
            state = State.OVER;
            forwarding.failed(ForwardFailure.REQUEST_TOO_LARGE, null);
            return;
        }
        host.forwardedAs(this);
        Http2Stream.limitedByReader(exchange);
        ClientWatch.start(exchange, this::clientGone);
        thread.deadlines.start(this, forwarding.timeLimit().toNanos());
        pool = thread.pool(forwarding.endpoint(), buffers());
        pool.acquire(this);
    }

    // Before the response head

    @Override
    public void connected(UpstreamConnection made) {
        if (state != State.CONNECTING) {
            made.release();
            return;
        }
        connection = made;
        state = State.SENT;
        try {
            made.client().sendRequest(RequestHead.of(exchange, forwarding), new SendListener(made));
        } catch (RuntimeException e) {
            LOG.error("a request could not be forwarded", e);
            fail(ForwardFailure.UNREACHABLE, e);
        }
    }

    @Override
    public void notConnected(IOException cause) {
        fail(ForwardFailure.UNREACHABLE, cause);
    }

    private void sendBody(ClientExchange upstream) {
        if (exchange.isRequestComplete()) {
            return; // Undertow sends a request without body by itself
        }
        requestPump = new RequestPump(this, exchange, upstream, forwarding.maxBody(), thread, options);
        requestPump.start();
    }

    private void upstreamFailed(UpstreamConnection failed, IOException cause) {
        if (connection != failed) {
            return;
        }
        if (state == State.SENT && failed.isReused() && !retried && isRepeatable()) {
            // The upstream closed a kept connection just as the request was sent on it (RFC 9110 section 9.2.2).
            retried = true;
            connection = null;
            failed.close();
            state = State.CONNECTING;
            if (pool != null) {
                pool.acquireNew(this);
            }
        } else {
            if (failed.hasNoHandshake()) {
                String why =
                        "the TLS handshake failed (expected: a trusted certificate for " + forwarding.endpoint() + ")";
                fail(ForwardFailure.UNREACHABLE, new IOException(why, cause));
            } else {
                fail(ForwardFailure.NO_RESPONSE, cause);
            }
        }
    }

    private boolean isRepeatable() {
        return requestPump == null
                && switch (exchange.getRequestMethod().toString()) {
                    case "GET", "HEAD", "OPTIONS", "PUT", "DELETE" -> true;
                    default -> false;
                };
    }

    private final class SendListener implements ClientCallback<ClientExchange> {
        private final UpstreamConnection over;

        SendListener(UpstreamConnection over) {
            this.over = over;
        }

        @Override
        public void completed(ClientExchange upstream) {
            upstream.setResponseListener(new HeadListener(over));
            sendBody(upstream);
        }

        @Override
        public void failed(IOException e) {
            upstreamFailed(over, e);
        }
    }

    private final class HeadListener implements ClientCallback<ClientExchange> {
        private final UpstreamConnection from;

        HeadListener(UpstreamConnection from) {
            this.from = from;
        }

        @Override
        public void completed(ClientExchange upstream) {
            if (state == State.SENT && connection == from) {
                answered(upstream);
            }
        }

        @Override
        public void failed(IOException e) {
            upstreamFailed(from, e);
        }
    }

    // From the response head on

    private void answered(ClientExchange upstream) {
        ClientResponse response = upstream.getResponse();
        String defect = ResponseHead.defect(response);
        if (defect != null) {
            fail(ForwardFailure.NO_RESPONSE, new IOException(defect));
            return;
        }
        state = State.ANSWERED;
        thread.deadlines.stop(this);
        try {
            boolean relays = forwarding.relays(
                    response.getResponseCode(),
                    name -> response.getResponseHeaders().getFirst(name));
            if (relays && state == State.ANSWERED) {
                relay(upstream, response);
            } else {
                leave();
            }
        } catch (RuntimeException e) {
            LOG.error("a response could not be relayed", e);
            breakOff();
        }
    }

    private void relay(ClientExchange upstream, ClientResponse response) {
        boolean hasNoBody = ResponseHead.hasNoBody(exchange, response.getResponseCode());
        ResponseHead.copy(response, exchange, hasNoBody);
        if (!exchange.isRequestComplete()) {
            exchange.setPersistent(false); // what is left of the body must not be taken for the next request
        }
        forwarding.committing();
        progressed();
        responsePump = new ResponsePump(this, exchange, upstream, hasNoBody, thread.turns);
        responsePump.start();
    }

    /** The upstream's response was read to its end, so its connection can serve others. */
    void responseRead(boolean clean) {
        UpstreamConnection used = connection;
        connection = null;
        boolean requestSent = requestPump == null || requestPump.isFinished();
        if (requestPump != null && !requestSent) {
            requestPump.stop();
        }
        if (used != null) {
            if (clean && requestSent) {
                used.release();
            } else {
                used.close();
            }
        }
    }

    /** The response left to its last byte. */
    void responseSent() {
        leave();
        if (!exchange.isComplete()) {
            Linger.end(exchange);
        }
    }

    // Ways to the end

    /** Bytes move, in whichever direction. */
    void progressed() {
        if (state == State.ANSWERED) {
            thread.deadlines.start(this, options.idleTimeout().toNanos());
        }
    }

    /** The request body is at its end, so the client sends nothing more that belongs to this exchange. */
    void requestRead() {
        ClientWatch.start(exchange, this::clientGone);
    }

    @Override
    void expired() {
        fail(ForwardFailure.TIME_LIMIT, null);
    }

    /** Ends it: with an answer if none is on its way yet, else by breaking the client's connection off. */
    void fail(ForwardFailure failure, @Nullable Throwable cause) {
        switch (state) {
            case CONNECTING, SENT -> {
                leave();
                forwarding.failed(failure, cause);
            }
            case ANSWERED -> breakOff();
            case OVER -> {}
        }
    }

    /** The exchange is over, for whatever reason. */
    void exchangeOver() {
        if (Thread.currentThread() == thread.thread) {
            leave();
        } else {
            thread.thread.execute(this::leave);
        }
    }

    /** Nobody hears an answer any more. */
    private void clientGone() {
        leave();
        if (!exchange.isComplete()) {
            exchange.endExchange();
        }
    }

    private void breakOff() {
        leave();
        host.abort();
    }

    private void leave() {
        if (state == State.OVER) {
            return;
        }
        if (state == State.CONNECTING && pool != null) {
            pool.cancel(this);
        }
        state = State.OVER;
        thread.deadlines.stop(this);
        if (requestPump != null) {
            requestPump.stop();
        }
        if (responsePump != null) {
            responsePump.stop();
        }
        UpstreamConnection held = connection;
        connection = null;
        if (held != null) {
            held.close();
        }
    }

    private ByteBufferPool buffers() {
        return exchange.getConnection().getByteBufferPool();
    }
}

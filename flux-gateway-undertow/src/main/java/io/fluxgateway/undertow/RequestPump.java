package io.fluxgateway.undertow;

import io.fluxgateway.exchange.ForwardFailure;
import io.undertow.client.ClientExchange;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.RequestTooBigException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.xnio.channels.StreamSourceChannel;

/** Streams the client's body to the upstream. Confined to the exchange's I/O thread. */
final class RequestPump implements Pump.Ends {
    private final ForwardedRequest request;
    private final HttpServerExchange exchange;
    private final ClientExchange upstream;
    private final long maxBody;
    private final Turns turns;
    private final BodyRate rate;
    private @Nullable Pump pump;
    private boolean stopped;
    private boolean finished;

    /** @param maxBody largest body that is sent, in bytes */
    RequestPump(
            ForwardedRequest request,
            HttpServerExchange exchange,
            ClientExchange upstream,
            long maxBody,
            Forwarder.PerThread thread,
            ForwardOptions options) {
        this.request = request;
        this.exchange = exchange;
        this.upstream = upstream;
        this.maxBody = maxBody;
        this.turns = thread.turns;
        this.rate = new BodyRate(thread.deadlines, options, this::waitsForClient, this::tooSlow);
    }

    /** Tells the client to go on if it waits for that (RFC 9110 section 10.1.1), and starts to read. */
    void start() {
        Continue.send(exchange, this::move, cause -> request.fail(ForwardFailure.REQUEST_BROKEN, cause));
    }

    private void move() {
        if (stopped) {
            return;
        }
        StreamSourceChannel body = exchange.getRequestChannel();
        if (body == null) {
            request.fail(ForwardFailure.REQUEST_BROKEN, new IOException("the request body was read already"));
            return;
        }
        GuardedSource.ifBroken(exchange, this::broken);
        long limit = exchange.getMaxEntitySize();
        pump = new Pump(
                body,
                upstream.getRequestChannel(),
                exchange.getConnection().getByteBufferPool(),
                turns,
                this,
                limit > 0 ? Math.min(limit, maxBody) : maxBody);
        rate.start();
        pump.start();
    }

    private boolean waitsForClient() {
        return pump != null && pump.waitsForSource();
    }

    private void tooSlow() {
        request.fail(ForwardFailure.REQUEST_TOO_SLOW, null);
    }

    private void broken() {
        request.fail(ForwardFailure.REQUEST_BROKEN, new IOException("the request body is not in order"));
    }

    /** True when the whole body is with the upstream. */
    boolean isFinished() {
        return finished;
    }

    void stop() {
        stopped = true;
        rate.stop();
        GuardedSource.ifBroken(exchange, null);
        if (pump != null) {
            pump.stop();
        }
    }

    @Override
    public void read(int count) {
        rate.read(count);
    }

    @Override
    public void progressed() {
        request.progressed();
    }

    @Override
    public void sourceEnded() {
        rate.stop();
        GuardedSource.ifBroken(exchange, null);
        request.requestRead();
    }

    @Override
    public void finished() {
        finished = true;
    }

    @Override
    public void sourceFailed(IOException cause) {
        rate.stop();
        request.fail(
                cause instanceof RequestTooBigException
                        ? ForwardFailure.REQUEST_TOO_LARGE
                        : ForwardFailure.REQUEST_BROKEN,
                cause);
    }

    @Override
    public void sinkFailed(IOException cause) {
        rate.stop();
        // An upstream may answer and close without having read the body: what was read from it decides.
    }
}

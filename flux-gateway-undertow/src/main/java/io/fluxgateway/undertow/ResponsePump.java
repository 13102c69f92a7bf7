package io.fluxgateway.undertow;

import io.fluxgateway.exchange.ForwardFailure;
import io.undertow.client.ClientExchange;
import io.undertow.connector.ByteBufferPool;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.channels.StreamSourceChannel;

/** Streams the upstream's body to the client. Confined to the exchange's I/O thread. */
final class ResponsePump implements Pump.Ends {
    private final ForwardedRequest request;
    private final HttpServerExchange exchange;
    private final StreamSourceChannel body;
    private final boolean empty;
    private final ByteBufferPool buffers;
    private final Turns turns;
    private @Nullable Pump pump;

    ResponsePump(
            ForwardedRequest request,
            HttpServerExchange exchange,
            ClientExchange upstream,
            boolean empty,
            Turns turns) {
        this.request = request;
        this.exchange = exchange;
        this.body = upstream.getResponseChannel();
        this.empty = empty;
        this.turns = turns;
        this.buffers = exchange.getConnection().getByteBufferPool();
    }

    void start() {
        StreamSinkChannel sink = exchange.getResponseChannel();
        if (sink == null) {
            request.fail(ForwardFailure.NO_RESPONSE, new IOException("a response was started already"));
            return;
        }
        pump = new Pump(body, sink, buffers, turns, this, Long.MAX_VALUE);
        if (empty) {
            request.responseRead(isAtEnd());
            pump.startEmpty();
        } else {
            pump.start();
        }
    }

    /** A response without body may still have a Content-Length that Undertow's client would wait for. */
    private boolean isAtEnd() {
        try (PooledByteBuffer pooled = buffers.allocate()) {
            return body.read(pooled.getBuffer()) < 0;
        } catch (IOException e) {
            return false;
        }
    }

    void stop() {
        if (pump != null) {
            pump.stop();
        }
    }

    @Override
    public void progressed() {
        request.progressed();
    }

    @Override
    public void sourceEnded() {
        request.responseRead(true);
    }

    @Override
    public void finished() {
        request.responseSent();
    }

    @Override
    public void sourceFailed(IOException cause) {
        request.fail(ForwardFailure.NO_RESPONSE, cause);
    }

    @Override
    public void sinkFailed(IOException cause) {
        IoUtils.safeClose(exchange.getConnection()); // the client is gone, which ends the exchange
        request.exchangeOver();
    }
}

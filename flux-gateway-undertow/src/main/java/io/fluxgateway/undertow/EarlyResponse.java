package io.fluxgateway.undertow;

import io.undertow.io.IoCallback;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.SameThreadExecutor;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.xnio.ChannelListener;
import org.xnio.channels.StreamSinkChannel;

/**
 * Sends a whole HTTP/2 response while its request still arrives. Undertow's sender would read the request to its end
 * before it ends the response, which a client with a large body waits for. Confined to the exchange's I/O thread.
 */
final class EarlyResponse implements Runnable, ChannelListener<StreamSinkChannel> {
    private final HttpServerExchange exchange;
    private final ByteBuffer body;

    private EarlyResponse(HttpServerExchange exchange, ByteBuffer body) {
        this.exchange = exchange;
        this.body = body;
    }

    /** Sends it, and ends the exchange. From any thread that has the exchange. */
    static void send(HttpServerExchange exchange, ByteBuffer body) {
        exchange.dispatch(
                exchange.isInIoThread() ? SameThreadExecutor.INSTANCE : exchange.getIoThread(),
                new EarlyResponse(exchange, body));
    }

    @Override
    public void run() {
        StreamSinkChannel sink = exchange.getResponseChannel();
        if (sink != null) {
            sink.getWriteSetter().set(this);
            handleEvent(sink);
        }
    }

    @Override
    public void handleEvent(StreamSinkChannel sink) {
        try {
            while (body.hasRemaining()) {
                if (sink.writeFinal(body) == 0) {
                    sink.resumeWrites();
                    return;
                }
            }
            sink.shutdownWrites();
            if (!sink.flush()) {
                sink.resumeWrites();
                return;
            }
            sink.suspendWrites();
            Linger.end(exchange);
        } catch (IOException e) {
            IoCallback.END_EXCHANGE.onException(exchange, exchange.getResponseSender(), e);
        }
    }
}

package io.fluxgateway.undertow;

import io.undertow.connector.PooledByteBuffer;
import io.undertow.protocols.http2.AbstractHttp2StreamSourceChannel;
import io.undertow.protocols.http2.Http2StreamSourceChannel;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.xnio.ChannelListener;

/**
 * Takes for a moment what still comes of an HTTP/2 request whose response is complete; then the client is told to stop (RFC
 * 9113 section 8.1). Not at once, as there are clients that do not take that well. Confined to the exchange's I/O thread.
 */
final class Http2Discard implements ChannelListener<AbstractHttp2StreamSourceChannel> {
    private static final long MAX_MILLIS = 1_000;
    private static final long MAX_BYTES = 16L << 20;

    private final Http2Stream stream;
    private final HttpServerExchange exchange;
    private long discarded;
    private boolean ended;

    Http2Discard(Http2Stream stream, HttpServerExchange exchange) {
        this.stream = stream;
        this.exchange = exchange;
    }

    void start(Http2StreamSourceChannel request) {
        exchange.getIoThread().executeAfter(this::stop, MAX_MILLIS, TimeUnit.MILLISECONDS);
        request.getReadSetter().set(this);
        handleEvent(request);
    }

    @Override
    public void handleEvent(AbstractHttp2StreamSourceChannel request) {
        try (PooledByteBuffer pooled =
                exchange.getConnection().getByteBufferPool().allocate()) {
            int count = 1;
            while (!ended && count > 0) {
                pooled.getBuffer().clear();
                count = request.read(pooled.getBuffer());
                discarded += Math.max(0, count);
                if (count < 0) {
                    ended = true;
                    exchange.endExchange();
                } else if (discarded > MAX_BYTES) {
                    stop();
                }
            }
        } catch (IOException e) {
            stop();
        }
        if (!ended) {
            request.resumeReads();
        }
    }

    private void stop() {
        if (!ended) {
            ended = true;
            stream.stopRequest();
            exchange.endExchange();
        }
    }
}

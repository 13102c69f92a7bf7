package io.fluxgateway.undertow;

import io.undertow.connector.PooledByteBuffer;
import io.undertow.io.IoCallback;
import io.undertow.io.Sender;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpContinue;
import io.undertow.server.protocol.http.HttpServerConnection;
import io.undertow.util.AttachmentKey;
import io.undertow.util.SameThreadExecutor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xnio.ChannelListener;
import org.xnio.ChannelListeners;
import org.xnio.XnioExecutor;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.conduits.ConduitStreamSourceChannel;

/**
 * Ends an exchange whose response was sent before its HTTP/1 request was read. What the client still sends is thrown
 * away for a moment before the connection is closed, or the close would reset it and could take the response with it
 * (RFC 9112 section 9.6).
 */
final class Linger implements Runnable, ChannelListener<ConduitStreamSourceChannel> {
    private static final AttachmentKey<Boolean> ENDED = AttachmentKey.create(Boolean.class);
    private static final long MAX_MILLIS = 1_000;
    private static final long MAX_BYTES = 16L << 20;

    private final HttpServerExchange exchange;
    private final HttpServerConnection connection;
    private XnioExecutor.@Nullable Key limit;
    private long discarded;
    private boolean ended;

    private Linger(HttpServerExchange exchange, HttpServerConnection connection) {
        this.exchange = exchange;
        this.connection = connection;
    }

    /** To be called when the response has left. */
    static final IoCallback AFTER_RESPONSE = new IoCallback() {
        @Override
        public void onComplete(HttpServerExchange exchange, Sender sender) {
            end(exchange);
        }

        @Override
        public void onException(HttpServerExchange exchange, Sender sender, IOException exception) {
            IoCallback.END_EXCHANGE.onException(exchange, sender, exception);
        }
    };

    /** Sends a response without a body and ends the exchange. A sender that has nothing to send would not even send the head. */
    static void endEmpty(HttpServerExchange exchange) {
        StreamSinkChannel response = isNothingToRead(exchange) ? null : exchange.getResponseChannel();
        if (response == null) {
            exchange.endExchange();
            return;
        }
        try {
            response.shutdownWrites();
            if (response.flush()) {
                end(exchange);
                return;
            }
        } catch (IOException e) {
            IoCallback.END_EXCHANGE.onException(exchange, exchange.getResponseSender(), e);
            return;
        }
        response.getWriteSetter()
                .set(ChannelListeners.flushingChannelListener(
                        flushed -> end(exchange), (failed, e) -> exchange.endExchange()));
        response.resumeWrites();
    }

    private static boolean isNothingToRead(HttpServerExchange exchange) {
        return exchange.isRequestComplete() && !RequestCheck.isRefused(exchange);
    }

    /**
     * Ends the exchange, at once if there is nothing to wait for. An HTTP/2 client that still sends is told to stop, and its
     * response is not at risk (RFC 9113 section 8.1).
     */
    static void end(HttpServerExchange exchange) {
        if (isNothingToRead(exchange)) {
            exchange.endExchange();
            return;
        }
        exchange.putAttachment(ENDED, true);
        Http2Stream stream = exchange.getAttachment(Http2Stream.KEY);
        if (stream != null) {
            stream.discardRest();
            return;
        }
        if (HttpContinue.requiresContinueResponse(exchange.getRequestHeaders())
                || !(exchange.getConnection() instanceof HttpServerConnection connection)) {
            exchange.endExchange();
        } else {
            exchange.dispatch(
                    exchange.isInIoThread() ? SameThreadExecutor.INSTANCE : exchange.getIoThread(),
                    new Linger(exchange, connection));
        }
    }

    /** Whether the response has left: a connection that is closed from then on was closed here. */
    static boolean hasEnded(HttpServerExchange exchange) {
        return exchange.getAttachment(ENDED) != null;
    }

    @Override
    public void run() {
        limit = exchange.getIoThread().executeAfter(this::finish, MAX_MILLIS, TimeUnit.MILLISECONDS);
        connection.getChannel().getSourceChannel().setReadListener(this);
        connection.getOriginalSourceConduit().resumeReads();
        tellEnd();
    }

    /** The client need not wait for the close to know that no more is answered. */
    private void tellEnd() {
        try {
            connection.getOriginalSinkConduit().terminateWrites();
            connection.getOriginalSinkConduit().flush();
        } catch (IOException e) {
            // the connection is gone, which its read end tells
        }
    }

    @Override
    public void handleEvent(ConduitStreamSourceChannel channel) {
        try (PooledByteBuffer pooled = connection.getByteBufferPool().allocate()) {
            ByteBuffer buffer = pooled.getBuffer();
            int count;
            do {
                buffer.clear();
                count = connection.getOriginalSourceConduit().read(buffer);
                discarded += Math.max(0, count);
            } while (count > 0 && discarded < MAX_BYTES);
            if (count == 0) {
                return;
            }
        } catch (IOException e) {
            // the connection is gone, which is an end as well
        }
        finish();
    }

    private void finish() {
        if (!ended) {
            ended = true;
            if (limit != null) {
                limit.remove();
            }
            connection.getOriginalSourceConduit().suspendReads();
            exchange.endExchange();
        }
    }
}

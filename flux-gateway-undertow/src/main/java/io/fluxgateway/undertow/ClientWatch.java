package io.fluxgateway.undertow;

import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpServerConnection;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.xnio.ChannelListener;
import org.xnio.IoUtils;
import org.xnio.conduits.ConduitStreamSourceChannel;

/**
 * Notices that an HTTP/1 client goes away while its response is awaited, which Undertow does not as long as it reads
 * nothing. A pipelined request that comes meanwhile is given back to Undertow; from then on nothing is watched.
 */
final class ClientWatch implements ChannelListener<ConduitStreamSourceChannel> {
    private final HttpServerConnection connection;
    private final HttpServerExchange exchange;

    private ClientWatch(HttpServerConnection connection, HttpServerExchange exchange) {
        this.connection = connection;
        this.exchange = exchange;
    }

    /**
     * Watches until the exchange is over. When the client is gone, an HTTP/1 connection is closed, which ends its exchange;
     * for an HTTP/2 stream that is over the task is run, which has to. On the I/O thread.
     */
    static void start(HttpServerExchange exchange, Runnable gone) {
        Http2Stream stream = exchange.getAttachment(Http2Stream.KEY);
        if (stream != null) {
            stream.onReset(gone);
            return;
        }
        if (exchange.getConnection() instanceof HttpServerConnection connection
                && connection.getExtraBytes() == null
                && exchange.isRequestComplete()) {
            ConduitStreamSourceChannel source = connection.getChannel().getSourceChannel();
            source.setReadListener(new ClientWatch(connection, exchange));
            connection.getOriginalSourceConduit().resumeReads();
        }
    }

    @Override
    public void handleEvent(ConduitStreamSourceChannel channel) {
        if (exchange.isComplete()) {
            connection.getOriginalSourceConduit().suspendReads();
            return;
        }
        PooledByteBuffer pooled = connection.getByteBufferPool().allocate();
        boolean given = false;
        try {
            ByteBuffer buffer = pooled.getBuffer();
            int count = connection.getOriginalSourceConduit().read(buffer);
            if (count < 0) {
                IoUtils.safeClose(connection);
            } else if (count > 0) {
                connection.getOriginalSourceConduit().suspendReads();
                buffer.flip();
                connection.ungetRequestBytes(pooled);
                given = true;
            }
        } catch (IOException e) {
            IoUtils.safeClose(connection);
        } finally {
            if (!given) {
                pooled.close();
            }
        }
    }
}

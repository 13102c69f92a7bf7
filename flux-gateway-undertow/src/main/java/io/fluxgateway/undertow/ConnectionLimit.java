package io.fluxgateway.undertow;

import io.fluxgateway.exchange.RequestIds;
import io.undertow.connector.ByteBufferPool;
import io.undertow.connector.PooledByteBuffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.xnio.ChannelListener;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.XnioExecutor;
import org.xnio.conduits.ConduitStreamSinkChannel;
import org.xnio.conduits.ConduitStreamSourceChannel;

/**
 * Lets as many connections in as may be open. The next ones are told so at once, without a request being read, so that their
 * clients can go elsewhere; one that would have to be encrypted is closed, for a handshake is the dearest part of it.
 */
final class ConnectionLimit implements ChannelListener<StreamConnection> {
    private static final long PATIENCE_MILLIS = 500;
    private static final String BODY = "{\"type\":\"about:blank\",\"title\":\"Overloaded\",\"status\":503,"
            + "\"code\":\"overloaded\",\"detail\":\"As many connections are open as may be. Try again shortly.\","
            + "\"requestId\":\"";

    private final ChannelListener<? super StreamConnection> next;
    private final OpenConnections connections;
    private final boolean encrypted;
    private final ByteBufferPool buffers;

    /**
     * @param next let in
     */
    ConnectionLimit(
            ChannelListener<? super StreamConnection> next,
            OpenConnections connections,
            boolean encrypted,
            ByteBufferPool buffers) {
        this.next = next;
        this.connections = connections;
        this.encrypted = encrypted;
        this.buffers = buffers;
    }

    @Override
    public void handleEvent(StreamConnection connection) {
        if (connections.enter(connection)) {
            ConduitStreamSourceChannel source = connection.getSourceChannel();
            source.setConduit(new LeavingSource(source.getConduit(), connections.ends(connection.getIoThread())));
            next.handleEvent(connection);
        } else if (encrypted) {
            IoUtils.safeClose(connection);
        } else {
            refuse(connection);
        }
    }

    private void refuse(StreamConnection connection) {
        try {
            XnioExecutor.Key limit = connection
                    .getIoThread()
                    .executeAfter(() -> IoUtils.safeClose(connection), PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            ConduitStreamSinkChannel sink = connection.getSinkChannel();
            sink.write(ByteBuffer.wrap(answer())); // a new connection has room for it
            sink.shutdownWrites();
            sink.flush();
            // A close while something is unread would reset the connection, and could take the answer with it.
            ConduitStreamSourceChannel source = connection.getSourceChannel();
            source.setReadListener(channel -> discard(connection, channel, limit));
            source.resumeReads();
        } catch (IOException | RejectedExecutionException e) {
            IoUtils.safeClose(connection);
        }
    }

    private void discard(StreamConnection connection, ConduitStreamSourceChannel source, XnioExecutor.Key limit) {
        int count;
        try (PooledByteBuffer pooled = buffers.allocate()) {
            ByteBuffer buffer = pooled.getBuffer();
            do {
                buffer.clear();
                count = source.read(buffer);
            } while (count > 0);
        } catch (IOException e) {
            count = -1;
        }
        if (count < 0) {
            limit.remove();
            IoUtils.safeClose(connection);
        }
    }

    private static byte[] answer() {
        String id = RequestIds.requestId();
        String body = BODY + id + "\"}";
        String head = "HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/problem+json\r\nRetry-After: 1\r\n"
                + "Cache-Control: no-store\r\nX-Request-Id: " + id + "\r\nConnection: close\r\nContent-Length: "
                + body.length() + "\r\n\r\n";
        return (head + body).getBytes(StandardCharsets.US_ASCII);
    }
}

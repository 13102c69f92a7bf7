package io.fluxgateway.undertow;

import io.undertow.connector.ByteBufferPool;
import io.undertow.connector.PooledByteBuffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.xnio.ChannelListener;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.conduits.ConduitStreamSourceChannel;

/**
 * Tells HTTP/2 from HTTP/1 in clear text by its preface (RFC 9113 section 3.4). There is no upgrade from one to the other.
 */
final class PriorKnowledge implements ChannelListener<StreamConnection> {
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final ChannelListener<StreamConnection> http1;
    private final ChannelListener<StreamConnection> http2;
    private final ByteBufferPool buffers;
    private final Patience patience;

    PriorKnowledge(
            ChannelListener<StreamConnection> http1,
            ChannelListener<StreamConnection> http2,
            ByteBufferPool buffers,
            Patience patience) {
        this.http1 = http1;
        this.http2 = http2;
        this.buffers = buffers;
        this.patience = patience;
    }

    @Override
    public void handleEvent(StreamConnection connection) {
        patience.begin(connection);
        ConduitStreamSourceChannel source = connection.getSourceChannel();
        Beginning beginning = new Beginning(connection);
        source.setReadListener(beginning);
        source.setCloseListener(closed -> beginning.closed());
        source.resumeReads();
    }

    /** The first bytes of one connection. There is no buffer before there are any. */
    private final class Beginning implements ChannelListener<ConduitStreamSourceChannel> {
        private final StreamConnection connection;
        private @Nullable PooledByteBuffer pooled;

        Beginning(StreamConnection connection) {
            this.connection = connection;
        }

        @Override
        public void handleEvent(ConduitStreamSourceChannel source) {
            if (pooled == null) {
                pooled = buffers.allocate();
            }
            ByteBuffer bytes = pooled.getBuffer();
            try {
                int count = source.read(bytes);
                if (count < 0) {
                    IoUtils.safeClose(connection);
                } else if (count > 0 && !isBeginningOfPreface(bytes)) {
                    lead(http1, pooled);
                } else if (bytes.position() >= PREFACE.length) {
                    lead(http2, pooled);
                }
            } catch (IOException e) {
                IoUtils.safeClose(connection);
            }
        }

        private void lead(ChannelListener<StreamConnection> protocol, PooledByteBuffer beginning) {
            pooled = null;
            patience.end(connection);
            ConduitStreamSourceChannel source = connection.getSourceChannel();
            source.suspendReads();
            source.setReadListener(null);
            source.setCloseListener(null);
            beginning.getBuffer().flip();
            PushBack.give(connection, beginning);
            protocol.handleEvent(connection);
        }

        void closed() {
            PooledByteBuffer rest = pooled;
            if (rest != null && connection.getIoThread() == Thread.currentThread()) { // else it may be in use
                pooled = null;
                rest.close();
            }
        }
    }

    private static boolean isBeginningOfPreface(ByteBuffer bytes) {
        int count = Math.min(bytes.position(), PREFACE.length);
        for (int i = 0; i < count; i++) {
            if (bytes.get(i) != PREFACE[i]) {
                return false;
            }
        }
        return true;
    }
}

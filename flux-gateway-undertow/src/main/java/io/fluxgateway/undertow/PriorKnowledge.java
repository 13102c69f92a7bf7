package io.fluxgateway.undertow;

import io.undertow.connector.ByteBufferPool;
import io.undertow.connector.PooledByteBuffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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
            int patienceMillis) {
        this.http1 = http1;
        this.http2 = http2;
        this.buffers = buffers;
        this.patience = new Patience(patienceMillis);
    }

    @Override
    public void handleEvent(StreamConnection connection) {
        patience.begin(connection);
        ConduitStreamSourceChannel source = connection.getSourceChannel();
        source.setReadListener(new Beginning(connection, buffers.allocate()));
        source.setCloseListener(closed -> patience.end(connection));
        source.wakeupReads();
    }

    /** The first bytes of one connection. */
    private final class Beginning implements ChannelListener<ConduitStreamSourceChannel> {
        private final StreamConnection connection;
        private final PooledByteBuffer pooled;

        Beginning(StreamConnection connection, PooledByteBuffer pooled) {
            this.connection = connection;
            this.pooled = pooled;
        }

        @Override
        public void handleEvent(ConduitStreamSourceChannel source) {
            ByteBuffer bytes = pooled.getBuffer();
            try {
                int count = source.read(bytes);
                if (count < 0) {
                    end();
                } else if (count > 0 && !isBeginningOfPreface(bytes)) {
                    lead(http1);
                } else if (bytes.position() >= PREFACE.length) {
                    lead(http2);
                } else {
                    source.resumeReads();
                }
            } catch (IOException e) {
                end();
            }
        }

        private void lead(ChannelListener<StreamConnection> protocol) {
            patience.end(connection);
            ConduitStreamSourceChannel source = connection.getSourceChannel();
            source.suspendReads();
            source.setReadListener(null);
            source.setCloseListener(null);
            pooled.getBuffer().flip();
            PushBack.give(connection, pooled);
            protocol.handleEvent(connection);
        }

        private void end() {
            patience.end(connection);
            pooled.close();
            IoUtils.safeClose(connection);
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

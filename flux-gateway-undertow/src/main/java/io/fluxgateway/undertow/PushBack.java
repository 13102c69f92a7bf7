package io.fluxgateway.undertow;

import io.undertow.connector.PooledByteBuffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.conduits.AbstractStreamSourceConduit;
import org.xnio.conduits.ConduitReadableByteChannel;
import org.xnio.conduits.ConduitStreamSourceChannel;
import org.xnio.conduits.StreamSourceConduit;

/** Lets bytes that were read too early be read again. Confined to the connection's I/O thread. */
final class PushBack extends AbstractStreamSourceConduit<StreamSourceConduit> {
    private @Nullable PooledByteBuffer unread;

    private PushBack(StreamSourceConduit next, PooledByteBuffer unread) {
        super(next);
        this.unread = unread;
    }

    /** Gives bytes back, and the buffer with them. */
    static void give(StreamConnection connection, @Nullable PooledByteBuffer bytes) {
        if (bytes != null && bytes.getBuffer().hasRemaining()) {
            ConduitStreamSourceChannel source = connection.getSourceChannel();
            source.setConduit(new PushBack(source.getConduit(), bytes));
        } else if (bytes != null) {
            bytes.close();
        }
    }

    @Override
    public int read(ByteBuffer dst) throws IOException {
        PooledByteBuffer first = unread;
        if (first == null) {
            return next.read(dst);
        }
        ByteBuffer bytes = first.getBuffer();
        int count = Math.min(bytes.remaining(), dst.remaining());
        int limit = bytes.limit();
        bytes.limit(bytes.position() + count);
        dst.put(bytes);
        bytes.limit(limit);
        if (bytes.hasRemaining()) {
            next.wakeupReads(); // no event of the socket will tell of them
        } else {
            free();
        }
        return count;
    }

    @Override
    public long read(ByteBuffer[] dsts, int offset, int length) throws IOException {
        if (unread == null) {
            return next.read(dsts, offset, length);
        }
        long total = 0;
        for (int i = offset; i < offset + length && unread != null; i++) {
            total += read(dsts[i]);
        }
        return total;
    }

    @Override
    public long transferTo(long position, long count, FileChannel target) throws IOException {
        return unread == null
                ? next.transferTo(position, count, target)
                : target.transferFrom(new ConduitReadableByteChannel(this), position, count);
    }

    @Override
    public long transferTo(long count, ByteBuffer throughBuffer, StreamSinkChannel target) throws IOException {
        return unread == null
                ? next.transferTo(count, throughBuffer, target)
                : IoUtils.transfer(new ConduitReadableByteChannel(this), count, throughBuffer, target);
    }

    @Override
    public void resumeReads() {
        if (unread == null) {
            next.resumeReads();
        } else {
            next.wakeupReads();
        }
    }

    @Override
    public void terminateReads() throws IOException {
        free();
        next.terminateReads();
    }

    private void free() {
        if (unread != null) {
            unread.close();
            unread = null;
        }
    }
}

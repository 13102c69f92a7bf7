package io.fluxgateway.undertow;

import io.undertow.connector.ByteBufferPool;
import io.undertow.connector.PooledByteBuffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.xnio.conduits.StreamSourceConduit;

/**
 * Stands between a client's HTTP/2 frames and Undertow's channel, which counts most of them not at all. Every frame head
 * is looked at by {@link FrameCheck}; bodies pass without being copied where possible. Confined to the connection's I/O
 * thread.
 */
final class FrameGuard extends OneWaySource {
    private static final int PREFACE_LENGTH = 24;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final ByteBufferPool buffers;
    private final FrameCheck check;
    private final boolean keeps;
    /** Payload that goes on as it is. */
    private long pass = PREFACE_LENGTH;
    /** Bytes that were checked and go on first. */
    private ByteBuffer ready = NOTHING;
    /** Bytes that were read and not checked yet. */
    private @Nullable PooledByteBuffer ahead;

    /** @param keeps whether what comes before may keep bytes that it has read, as a TLS conduit does */
    FrameGuard(StreamSourceConduit next, boolean keeps, ByteBufferPool buffers, FrameCheck check) {
        super(next);
        this.keeps = keeps;
        this.buffers = buffers;
        this.check = check;
    }

    @Override
    public int read(ByteBuffer dst) throws IOException {
        int start = dst.position();
        int count = 1;
        boolean got = false;
        while (dst.hasRemaining() && count > 0) {
            if (ready.hasRemaining()) {
                move(ready, dst, dst.remaining());
            } else if (pass > 0 && ahead != null) {
                pass -= move(ahead.getBuffer(), dst, most(dst));
                freeIfEmpty();
            } else if (ahead != null && check.take(ahead.getBuffer())) {
                ready = check.checked();
                pass = check.passing();
                freeIfEmpty();
            } else if (dst.position() > start) {
                break; // the end of the stream must not be found while something is given out: that would be lost
            } else {
                count = pass > 0 ? passOn(dst) : readAhead();
                got |= count > 0;
            }
        }
        int moved = dst.position() - start;
        if (isHolding() || (keeps && got)) {
            next.wakeupReads(); // no event of the socket will tell of what is held
        }
        return moved == 0 && count < 0 ? -1 : moved;
    }

    /** Not looked at, and not copied. */
    private int passOn(ByteBuffer dst) throws IOException {
        int limit = dst.limit();
        dst.limit(dst.position() + most(dst));
        try {
            int count = next.read(dst);
            pass -= Math.max(0, count);
            return count;
        } finally {
            dst.limit(limit);
        }
    }

    private int most(ByteBuffer dst) {
        return (int) Math.min(pass, dst.remaining());
    }

    private int readAhead() throws IOException {
        if (ahead == null) {
            ahead = buffers.allocate();
            ahead.getBuffer().clear();
        } else {
            ahead.getBuffer().compact();
        }
        int count;
        try {
            count = next.read(ahead.getBuffer());
        } finally {
            ahead.getBuffer().flip();
            freeIfEmpty();
        }
        return count;
    }

    private static int move(ByteBuffer from, ByteBuffer to, int most) {
        int count = Math.min(from.remaining(), most);
        int limit = from.limit();
        from.limit(from.position() + count);
        to.put(from);
        from.limit(limit);
        return count;
    }

    /** Whether something is here that can be read without the socket. */
    private boolean isHolding() {
        return ready.hasRemaining() || (ahead != null && (pass > 0 || check.couldTake(ahead.getBuffer())));
    }

    private void freeIfEmpty() {
        if (ahead != null && !ahead.getBuffer().hasRemaining()) {
            ahead.close();
            ahead = null;
        }
    }

    @Override
    public void resumeReads() {
        if (isHolding()) {
            next.wakeupReads();
        } else {
            next.resumeReads();
        }
    }

    @Override
    public void terminateReads() throws IOException {
        if (ahead != null) {
            ahead.close();
            ahead = null;
        }
        next.terminateReads();
    }
}

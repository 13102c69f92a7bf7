package io.fluxgateway.undertow;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import org.xnio.conduits.AbstractStreamSinkConduit;
import org.xnio.conduits.StreamSinkConduit;

/** Counts what is sent to an HTTP/2 client, for a client may answer it. One thread writes at a time; any may ask. */
final class SentFrames extends AbstractStreamSinkConduit<StreamSinkConduit> {
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong frames = new AtomicLong();

    SentFrames(StreamSinkConduit next) {
        super(next);
    }

    long bytes() {
        return bytes.get();
    }

    /** Those of bodies ({@code DATA}). */
    long frames() {
        return frames.get();
    }

    @Override
    public int write(ByteBuffer src) throws IOException {
        int begun = isHeadOfData(src) ? 1 : 0;
        int count = next.write(src);
        sent(count, begun);
        return count;
    }

    @Override
    public long write(ByteBuffer[] srcs, int offset, int length) throws IOException {
        int begun = 0;
        for (int i = offset; i < offset + length; i++) {
            begun += isHeadOfData(srcs[i]) ? 1 : 0;
        }
        long count = next.write(srcs, offset, length);
        sent(count, begun);
        return count;
    }

    /** Undertow has a buffer for the head of each frame. */
    private static boolean isHeadOfData(ByteBuffer src) {
        return src.remaining() == FrameCheck.HEAD && src.get(src.position() + FrameCheck.TYPE_AT) == FrameCheck.DATA;
    }

    private void sent(long count, int begun) {
        if (count > 0) {
            bytes.addAndGet(count);
            frames.addAndGet(begun);
        }
    }
}

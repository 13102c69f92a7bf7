package io.fluxgateway.undertow;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import org.xnio.conduits.AbstractStreamSinkConduit;
import org.xnio.conduits.StreamSinkConduit;

/** Counts what is sent to an HTTP/2 client, for a client may answer it. One thread writes at a time; any may ask. */
final class SentFrames extends AbstractStreamSinkConduit<StreamSinkConduit> {
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong buffers = new AtomicLong();

    SentFrames(StreamSinkConduit next) {
        super(next);
    }

    long bytes() {
        return bytes.get();
    }

    /** Undertow's buffers: two or three for each frame with a payload, its head being one. What did not fit counts again. */
    long buffers() {
        return buffers.get();
    }

    @Override
    public int write(ByteBuffer src) throws IOException {
        int count = next.write(src);
        sent(count, 1);
        return count;
    }

    @Override
    public long write(ByteBuffer[] srcs, int offset, int length) throws IOException {
        long count = next.write(srcs, offset, length);
        sent(count, length);
        return count;
    }

    private void sent(long count, int of) {
        if (count > 0) {
            bytes.addAndGet(count);
            buffers.addAndGet(of);
        }
    }
}

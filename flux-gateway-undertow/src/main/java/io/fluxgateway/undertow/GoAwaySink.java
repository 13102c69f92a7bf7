package io.fluxgateway.undertow;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import org.xnio.conduits.AbstractStreamSinkConduit;
import org.xnio.conduits.StreamSinkConduit;

/**
 * Tells a client to open no more streams while those under way go on (RFC 9113 section 6.8). Undertow's own
 * {@code GOAWAY} closes the connection at once. What it can send between other frames is a {@code PING} of our choice, which
 * is as long: one with a secret payload is made a {@code GOAWAY} here. Confined to the connection's I/O thread.
 */
final class GoAwaySink extends AbstractStreamSinkConduit<StreamSinkConduit> {
    private static final byte[] MARK = new byte[8];
    private static final int FRAME = 17;
    private static final int PAYLOAD_AT = 9;
    private static final byte PING = 6;
    private static final byte GOAWAY = 7;

    static {
        new SecureRandom().nextBytes(MARK);
    }

    private boolean awaited;

    GoAwaySink(StreamSinkConduit next) {
        super(next);
    }

    /** The payload of the {@code PING} to send now. */
    byte[] expect() {
        awaited = true;
        return MARK.clone();
    }

    @Override
    public int write(ByteBuffer src) throws IOException {
        if (awaited) {
            change(src);
        }
        return next.write(src);
    }

    @Override
    public long write(ByteBuffer[] srcs, int offset, int length) throws IOException {
        for (int i = offset; awaited && i < offset + length; i++) {
            change(srcs[i]);
        }
        return next.write(srcs, offset, length);
    }

    private void change(ByteBuffer frame) {
        int at = frame.position();
        if (frame.remaining() != FRAME
                || frame.get(at + FrameCheck.TYPE_AT) != PING
                || frame.get(at + FrameCheck.TYPE_AT + 1) != 0) {
            return;
        }
        for (int i = 0; i < MARK.length; i++) {
            if (frame.get(at + PAYLOAD_AT + i) != MARK[i]) {
                return;
            }
        }
        frame.put(at + FrameCheck.TYPE_AT, GOAWAY);
        frame.putInt(at + PAYLOAD_AT, Integer.MAX_VALUE); // any stream: what is under way when it arrives is served
        frame.putInt(at + PAYLOAD_AT + 4, 0);
        awaited = false;
    }
}

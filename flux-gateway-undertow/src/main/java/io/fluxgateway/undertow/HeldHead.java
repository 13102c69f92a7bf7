package io.fluxgateway.undertow;

import java.nio.ByteBuffer;

/** The beginning of a request head, kept until its end comes. As large as what came; never much more than a head may be. */
final class HeldHead {
    private static final int ROOM = 512;

    private final int most;
    private ByteBuffer bytes;

    /** Copies these octets of a buffer. */
    HeldHead(ByteBuffer from, int start, int end, int mostBytes) {
        this.most = mostBytes + ROOM;
        this.bytes = ByteBuffer.allocate(end - start + ROOM).put(from.slice(start, end - start));
    }

    /** A buffer with the octets so far and room behind them. */
    ByteBuffer room() {
        if (!bytes.hasRemaining()) {
            bytes.flip();
            bytes = ByteBuffer.allocate(Math.max(bytes.limit() + 1, Math.min(most, 2 * bytes.limit())))
                    .put(bytes);
        }
        return bytes;
    }

    /** The first of the octets, to be read. */
    ByteBuffer release(int count) {
        return bytes.slice(0, count);
    }
}

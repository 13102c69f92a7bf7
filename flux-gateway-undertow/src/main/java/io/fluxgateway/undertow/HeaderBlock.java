package io.fluxgateway.undertow;

import io.undertow.protocols.http2.ConnectionErrorException;
import java.nio.ByteBuffer;

/**
 * Joins the head of a request that comes in several frames ({@code HEADERS}, then {@code CONTINUATION}; RFC 9113 section
 * 6.10) to one frame: Undertow begins a request with the part of its head that has arrived. Confined to the connection's
 * I/O thread.
 */
final class HeaderBlock {
    private static final int HEAD = FrameCheck.HEAD;
    private static final int CONTINUATION = 9;
    private static final int END_HEADERS = 4;
    private static final int PADDED = 8;

    private final int most;
    private final int maxContinuations;
    private ByteBuffer joined = ByteBuffer.allocate(0);
    private boolean open;
    private boolean first;
    private boolean last;
    private int left;
    private int continuations;

    /** @param most bytes of the whole */
    HeaderBlock(int most, int maxContinuations) {
        this.most = most;
        this.maxContinuations = maxContinuations;
    }

    /** Whether a head has begun and not ended: nothing but the rest of it may follow. */
    boolean isOpen() {
        return open;
    }

    /** Whether {@link #take} could get on with so much. */
    boolean couldTake(ByteBuffer in) {
        return left > 0 ? in.hasRemaining() : in.remaining() >= HEAD;
    }

    /** Begins with a frame whose head is there. */
    void begin(ByteBuffer in) throws ConnectionErrorException {
        left = FrameCheck.length(in);
        checkSize(left);
        joined = ByteBuffer.allocate(HEAD + most); // seldom: clients send up to 16 KiB in one frame
        for (int i = 0; i < HEAD; i++) {
            joined.put(in.get());
        }
        open = true;
        first = true;
        last = false;
        continuations = 0;
        if (left == 0) {
            ended();
        }
    }

    /**
     * Takes what is there of it.
     *
     * @return true when it is whole
     */
    boolean take(ByteBuffer in) throws ConnectionErrorException {
        while (couldTake(in)) {
            if (left == 0) {
                next(in);
            }
            int count = Math.min(left, in.remaining());
            int limit = in.limit();
            in.limit(in.position() + count);
            joined.put(in);
            in.limit(limit);
            left -= count;
            if (left == 0) {
                ended();
                if (last) {
                    open = false;
                    return true;
                }
            }
        }
        return false;
    }

    /** The whole as one frame. */
    ByteBuffer joined() {
        joined.flip();
        int length = joined.limit() - HEAD;
        joined.put(0, (byte) (length >> 16));
        joined.put(1, (byte) (length >> 8));
        joined.put(2, (byte) length);
        joined.put(4, (byte) ((joined.get(4) & ~PADDED) | END_HEADERS));
        return joined;
    }

    private void next(ByteBuffer in) throws ConnectionErrorException {
        int at = in.position();
        boolean sameStream = (in.getInt(at + 5) & Integer.MAX_VALUE) == (joined.getInt(5) & Integer.MAX_VALUE);
        if ((in.get(at + 3) & 0xFF) != CONTINUATION || !sameStream) {
            throw FrameCheck.error(FrameCheck.PROTOCOL_ERROR, "a frame in the middle of a request head");
        }
        if (++continuations > maxContinuations) {
            throw FrameCheck.error(
                    FrameRates.ENHANCE_YOUR_CALM, "more than " + maxContinuations + " CONTINUATION frames");
        }
        left = FrameCheck.length(in);
        last = (in.get(at + 4) & END_HEADERS) != 0;
        checkSize(joined.position() - HEAD + left);
        in.position(at + HEAD);
    }

    /** A frame is whole. What pads the first one would be in the middle of the block. */
    private void ended() throws ConnectionErrorException {
        if (first && (joined.get(4) & PADDED) != 0) {
            int length = joined.position() - HEAD;
            int padding = length == 0 ? 0 : joined.get(HEAD) & 0xFF;
            if (padding >= length) {
                throw FrameCheck.error(FrameCheck.PROTOCOL_ERROR, "more padding than there is");
            }
            int kept = length - 1 - padding;
            System.arraycopy(joined.array(), HEAD + 1, joined.array(), HEAD, kept);
            joined.position(HEAD + kept);
        }
        first = false;
    }

    private void checkSize(int bytes) throws ConnectionErrorException {
        if (bytes > most) {
            throw FrameCheck.error(FrameRates.ENHANCE_YOUR_CALM, "a request head of more than " + most + " bytes");
        }
    }
}

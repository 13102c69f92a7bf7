package io.fluxgateway.undertow;

import io.undertow.protocols.http2.ConnectionErrorException;
import java.nio.ByteBuffer;

/**
 * Looks at one HTTP/2 frame after the other (RFC 9113 section 4.1) as far as Undertow does not: counts them, joins a
 * request head that comes in pieces, and takes from settings what could make the server keep more than it wants. Confined
 * to the connection's I/O thread.
 */
final class FrameCheck {
    static final int HEAD = 9;
    static final int TYPE_AT = 3;
    static final int DATA = 0;
    static final int PROTOCOL_ERROR = 1;
    static final int MAX_FRAME = 16_384;

    private static final int FRAME_SIZE_ERROR = 6;
    private static final int SETTING = 6;
    private static final int MAX_SETTINGS = SETTING * 32;
    private static final int TABLE_SIZE = 1;
    private static final int MAX_TABLE = 4_096;

    private static final int HEADERS = 1;
    private static final int PRIORITY = 2;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int GOAWAY = 7;
    private static final int WINDOW_UPDATE = 8;
    private static final int CONTINUATION = 9;
    private static final int END_STREAM = 1;
    private static final int ACK = 1;
    private static final int END_HEADERS = 4;

    private final FrameRates rates;
    private final HeaderBlock block;
    private final ByteBuffer small = ByteBuffer.allocate(HEAD + MAX_SETTINGS);
    private ByteBuffer checked = small;
    private int passing;
    private boolean begun;

    /** @param maxHeaderBlock bytes of a request head as it is on the wire */
    FrameCheck(Http2Options bounds, FrameRates rates, int maxHeaderBlock) {
        this.rates = rates;
        block = new HeaderBlock(Math.min(maxHeaderBlock, MAX_FRAME), bounds.maxContinuations());
    }

    /** For errors of the connection, as Undertow's channel understands them. */
    static ConnectionErrorException error(int code, String why) {
        return new ConnectionErrorException(code, why);
    }

    static int length(ByteBuffer in) {
        return in.getInt(in.position()) >>> 8;
    }

    /** What {@link #take} let through. */
    ByteBuffer checked() {
        return checked;
    }

    /** So many bytes of payload follow it that are not looked at. */
    int passing() {
        return passing;
    }

    /** Whether there is enough for {@link #take} to get on. */
    boolean couldTake(ByteBuffer in) {
        return block.isOpen() ? block.couldTake(in) : in.remaining() >= HEAD && in.remaining() >= HEAD + wanted(in);
    }

    /**
     * Takes the next frame from what was read.
     *
     * @return false if more has to be read first
     * @throws ConnectionErrorException if the connection is to be closed
     */
    boolean take(ByteBuffer in) throws ConnectionErrorException {
        checked = small.clear().limit(0);
        passing = 0;
        if (!couldTake(in)) {
            return false;
        }
        if (block.isOpen()) {
            if (block.take(in)) {
                checked = block.joined();
            }
            return true;
        }
        int length = length(in);
        int type = in.get(in.position() + TYPE_AT) & 0xFF;
        int flags = in.get(in.position() + 4) & 0xFF;
        if (!begun && type != SETTINGS) {
            throw error(PROTOCOL_ERROR, "no settings first");
        }
        begun = true;
        if (length > MAX_FRAME) {
            throw error(FRAME_SIZE_ERROR, "a frame of " + length + " bytes");
        }
        if (type == HEADERS && (flags & END_HEADERS) == 0) {
            block.begin(in);
            return true;
        }
        int payload = wanted(in);
        copy(in, HEAD + payload);
        passing = length - payload;
        count(type, flags, length);
        return true;
    }

    /** So much of the payload is looked at, besides the head. */
    private static int wanted(ByteBuffer in) {
        int most = switch (in.get(in.position() + TYPE_AT) & 0xFF) {
            case SETTINGS -> MAX_SETTINGS;
            case GOAWAY -> 8;
            case WINDOW_UPDATE -> 4;
            default -> 0;
        };
        return Math.min(length(in), most);
    }

    private void copy(ByteBuffer in, int count) {
        int limit = in.limit();
        in.limit(in.position() + count);
        small.clear().put(in).flip();
        in.limit(limit);
    }

    private void count(int type, int flags, int length) throws ConnectionErrorException {
        switch (type) {
            case DATA -> {
                if (length == 0 && (flags & END_STREAM) == 0) {
                    rates.idle();
                }
            }
            case HEADERS, CONTINUATION -> {}
            case RST_STREAM -> rates.reset();
            case SETTINGS -> settings(flags, length);
            case PING -> rates.ping();
            case GOAWAY -> goAway(length);
            case WINDOW_UPDATE -> {
                if (length == 4) {
                    rates.windowUpdate(small.getInt(HEAD) & Integer.MAX_VALUE);
                }
            }
            case PRIORITY -> rates.idle();
            default -> rates.idle();
        }
    }

    /** A client may offer a table of 4 GiB for the fields of responses; Undertow would fill it. */
    private void settings(int flags, int length) throws ConnectionErrorException {
        rates.settings();
        if (length > MAX_SETTINGS) {
            throw error(FrameRates.ENHANCE_YOUR_CALM, "more than " + MAX_SETTINGS / SETTING + " settings in a frame");
        }
        if ((flags & ACK) != 0 && length > 0) {
            throw error(FRAME_SIZE_ERROR, "an acknowledgement with settings");
        }
        for (int at = HEAD; at + SETTING <= small.limit(); at += SETTING) {
            if (small.getShort(at) == TABLE_SIZE && (small.getInt(at + 2) & 0xFFFF_FFFFL) > MAX_TABLE) {
                small.putInt(at + 2, MAX_TABLE);
            }
        }
    }

    /** A client that opens no more streams still waits for its responses; Undertow would reset them. */
    private void goAway(int length) {
        if (length == 8 && small.getInt(HEAD + 4) == 0) {
            small.limit(0);
        }
    }
}

package io.fluxgateway.undertow;

import io.undertow.protocols.http2.ConnectionErrorException;
import java.util.function.BooleanSupplier;

/**
 * Counts the frames of one HTTP/2 connection that cost a client nothing and the server something (RFC 9113 section
 * 10.5). Confined to the connection's I/O thread.
 */
final class FrameRates {
    static final int ENHANCE_YOUR_CALM = 0xb;

    private static final int SMALL_UPDATE = 1024;

    private final Http2Options bounds;
    private final SentFrames sent;
    private final long windowNanos;
    private BooleanSupplier waiting = () -> true;
    private long windowStart = System.nanoTime();
    private int resets;
    private int pings;
    private int settings;
    private int idle;
    private int smallUpdates;
    private long bytesBefore;
    private long framesBefore;

    FrameRates(Http2Options bounds, SentFrames sent) {
        this.bounds = bounds;
        this.sent = sent;
        this.windowNanos = bounds.frameWindow().toNanos();
    }

    /** @param waiting whether a response waits for the client to take more of it */
    void responses(BooleanSupplier waiting) {
        this.waiting = waiting;
    }

    void reset() throws ConnectionErrorException {
        renew();
        check(++resets, bounds.maxResets(), "RST_STREAM");
    }

    /** Clients that measure how much a connection takes send one with what they get, one after the other. */
    void ping() throws ConnectionErrorException {
        renew();
        if (++pings > bounds.maxPings()) {
            check(pings, bounds.maxPings() + framesSent(FrameCheck.MAX_FRAME), "PING");
        }
    }

    void settings() throws ConnectionErrorException {
        renew();
        check(++settings, bounds.maxSettings(), "SETTINGS");
    }

    /** One that carries nothing. */
    void idle() throws ConnectionErrorException {
        renew();
        check(++idle, bounds.maxIdleFrames(), "empty or unneeded");
    }

    /**
     * Clients may give back what each frame took, and Undertow cuts a long body into frames of which every other one is
     * small.
     */
    void windowUpdate(int increment) throws ConnectionErrorException {
        if (increment < SMALL_UPDATE) {
            renew();
            if (++smallUpdates > bounds.maxSmallWindowUpdates()) {
                long answers = 2 * framesSent(SMALL_UPDATE); // that of the stream, and that of the connection
                check(smallUpdates, bounds.maxSmallWindowUpdates() + answers, "small WINDOW_UPDATE");
            }
        }
    }

    /**
     * How many frames of bodies were sent that a client may answer: all, if small ones are the function's doing; but a
     * response that waits for its client could be drawn out of us byte by byte, and then so many bytes are one.
     */
    private long framesSent(int bytes) {
        return waiting.getAsBoolean() ? (sent.bytes() - bytesBefore) / bytes : sent.frames() - framesBefore;
    }

    private static void check(int count, long most, String what) throws ConnectionErrorException {
        if (count > most) {
            throw new ConnectionErrorException(ENHANCE_YOUR_CALM, "more than " + most + " " + what + " frames");
        }
    }

    private void renew() {
        long now = System.nanoTime();
        if (now - windowStart > windowNanos) {
            windowStart = now;
            resets = 0;
            pings = 0;
            settings = 0;
            idle = 0;
            smallUpdates = 0;
            bytesBefore = sent.bytes();
            framesBefore = sent.frames();
        }
    }
}

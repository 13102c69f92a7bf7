package io.fluxgateway.undertow;

import io.undertow.protocols.http2.ConnectionErrorException;

/**
 * Counts the frames of one HTTP/2 connection that cost a client nothing and the server something (RFC 9113 section
 * 10.5). Confined to the connection's I/O thread.
 */
final class FrameRates {
    static final int ENHANCE_YOUR_CALM = 0xb;

    private static final int SMALL_UPDATE = 1024;

    private final Http2Options bounds;
    private final long windowNanos;
    private long windowStart = System.nanoTime();
    private int resets;
    private int pings;
    private int settings;
    private int idle;
    private int smallUpdates;

    FrameRates(Http2Options bounds) {
        this.bounds = bounds;
        this.windowNanos = bounds.frameWindow().toNanos();
    }

    void reset() throws ConnectionErrorException {
        renew();
        check(++resets, bounds.maxResets(), "RST_STREAM");
    }

    void ping() throws ConnectionErrorException {
        renew();
        check(++pings, bounds.maxPings(), "PING");
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

    void windowUpdate(int increment) throws ConnectionErrorException {
        if (increment < SMALL_UPDATE) {
            renew();
            check(++smallUpdates, bounds.maxSmallWindowUpdates(), "small WINDOW_UPDATE");
        }
    }

    private static void check(int count, int most, String what) throws ConnectionErrorException {
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
        }
    }
}

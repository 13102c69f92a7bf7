package io.fluxgateway.undertow;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Gives up a client that sends a body so slowly that it only holds a connection. Looks at windows of time; one in which nobody
 * waits for the client, because the function is slow to take the body, does not count, and one bad window is forgiven.
 * Confined to one I/O thread.
 */
final class BodyRate extends Deadlines.Timer {
    private static final int FORGIVEN = 1;

    private final Deadlines deadlines;
    private final long windowNanos;
    private final long leastBytes;
    private final BooleanSupplier waitsForClient;
    private final Runnable tooSlow;
    private long bytes;
    private int badWindows;

    /**
     * @param waitsForClient whether the client's turn it is to send
     * @param tooSlow        called once, if the client is too slow
     */
    BodyRate(Deadlines deadlines, ForwardOptions options, BooleanSupplier waitsForClient, Runnable tooSlow) {
        this.deadlines = deadlines;
        this.windowNanos = options.bodyRateWindow().toNanos();
        this.leastBytes =
                options.minBodyRate() * windowNanos / Duration.ofSeconds(1).toNanos();
        this.waitsForClient = waitsForClient;
        this.tooSlow = tooSlow;
    }

    void start() {
        if (leastBytes > 0) {
            deadlines.start(this, windowNanos);
        }
    }

    void stop() {
        deadlines.stop(this);
    }

    void read(long count) {
        bytes += count;
    }

    @Override
    void expired() {
        badWindows = bytes < leastBytes && waitsForClient.getAsBoolean() ? badWindows + 1 : 0;
        bytes = 0;
        if (badWindows > FORGIVEN) {
            tooSlow.run();
        } else {
            deadlines.start(this, windowNanos);
        }
    }
}

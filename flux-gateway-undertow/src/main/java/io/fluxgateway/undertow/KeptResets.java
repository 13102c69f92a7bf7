package io.fluxgateway.undertow;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts the reset requests of an HTTP/2 connection that are still in memory: Undertow keeps what it knows of each, some
 * kilobytes, for a minute if the connection lives so long. One connection is bounded by how fast it may reset; this bounds
 * thousands of them. Confined to the connection's I/O thread.
 */
final class KeptResets {
    /** As many may any connection have, whatever others do. */
    static final int FEW = 10;

    private static final long KEPT_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final AtomicInteger ofAll;
    private final int mostOfAll;
    private long since;
    private int earlier;
    private int recent;

    /**
     * @param ofAll     counts those of all connections
     * @param mostOfAll beyond which a connection may have only a few
     * @param now       as {@link System#nanoTime} tells it
     */
    KeptResets(AtomicInteger ofAll, int mostOfAll, long now) {
        this.ofAll = ofAll;
        this.mostOfAll = mostOfAll;
        this.since = now;
    }

    /** Counts one more. False if the connection has to be closed, which lets all of its own go. */
    boolean add(long now) {
        age(now);
        recent++;
        return ofAll.incrementAndGet() <= mostOfAll || earlier + recent <= FEW;
    }

    /** Counts no more what was let go. To be called now and then. */
    void age(long now) {
        while (now - since >= KEPT_NANOS && earlier + recent > 0) {
            ofAll.addAndGet(-earlier);
            earlier = recent;
            recent = 0;
            since += KEPT_NANOS;
        }
        if (earlier + recent == 0) {
            since = now;
        }
    }

    /** The connection is closed. */
    void letGo() {
        ofAll.addAndGet(-earlier - recent);
        earlier = 0;
        recent = 0;
    }
}

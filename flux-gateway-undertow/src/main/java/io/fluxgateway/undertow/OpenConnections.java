package io.fluxgateway.undertow;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.xnio.StreamConnection;
import org.xnio.XnioIoThread;

/**
 * How many connections of clients are open, and how many may be. Counted here: XNIO's own count stops the asking thread until
 * the accepting one has answered, and knows nothing of a closed listener's connections. Thread-safe.
 */
final class OpenConnections {
    private final int most;
    private final AtomicInteger open = new AtomicInteger();
    private final Map<XnioIoThread, Turns> ends = new ConcurrentHashMap<>();

    OpenConnections(int most) {
        this.most = most;
    }

    /** Counts a new connection until it is closed. False if there are as many as may be: then it is not counted. */
    boolean enter(StreamConnection connection) {
        if (open.incrementAndGet() > most) {
            open.decrementAndGet();
            return false;
        }
        connection.setCloseListener(closed -> open.decrementAndGet()); // beside those that others set
        return true;
    }

    int now() {
        return open.get();
    }

    /** The turns in which connections of that thread end. To be used on that thread. */
    Turns ends(XnioIoThread thread) {
        Turns known = ends.get(thread);
        return known != null ? known : ends.computeIfAbsent(thread, Turns::ofEnds);
    }

    /** Beyond these the system keeps connections waiting: saying no costs something too. */
    int highWater() {
        return most + Math.max(64, most / 10);
    }
}

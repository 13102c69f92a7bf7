package io.fluxgateway.undertow;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.XnioExecutor;
import org.xnio.XnioIoThread;

/** Closes connections on which it takes too long until it is known what they speak. Thread-safe. */
final class Patience {
    private final Map<StreamConnection, XnioExecutor.Key> waiting = new ConcurrentHashMap<>();
    private final OpenConnections connections;
    private final int millis;

    Patience(OpenConnections connections, int millis) {
        this.connections = connections;
        this.millis = millis;
    }

    void begin(StreamConnection connection) {
        try {
            XnioIoThread thread = connection.getIoThread();
            waiting.put(
                    connection,
                    thread.executeAfter(
                            () -> connections.ends(thread).await(() -> close(connection)),
                            millis,
                            TimeUnit.MILLISECONDS));
            connection.setCloseListener(this::end); // beside those that others set
        } catch (RejectedExecutionException e) {
            IoUtils.safeClose(connection); // the server ends
        }
    }

    /** In turns, for thousands may have come at once. */
    private boolean close(StreamConnection connection) {
        boolean stillWaits = waiting.remove(connection) != null;
        if (stillWaits) {
            IoUtils.safeClose(connection);
        }
        return stillWaits;
    }

    void end(StreamConnection connection) {
        XnioExecutor.Key timer = waiting.remove(connection);
        if (timer != null) {
            timer.remove();
        }
    }

    /** How many there are that have not said yet what they speak. */
    int waiting() {
        return waiting.size();
    }
}

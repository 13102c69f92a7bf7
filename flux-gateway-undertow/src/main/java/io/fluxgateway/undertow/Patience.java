package io.fluxgateway.undertow;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.XnioExecutor;

/** Closes connections on which it takes too long until it is known what they speak. Thread-safe. */
final class Patience {
    private final Map<StreamConnection, XnioExecutor.Key> waiting = new ConcurrentHashMap<>();
    private final int millis;

    Patience(int millis) {
        this.millis = millis;
    }

    void begin(StreamConnection connection) {
        try {
            waiting.put(
                    connection,
                    connection
                            .getIoThread()
                            .executeAfter(
                                    () -> {
                                        waiting.remove(connection);
                                        IoUtils.safeClose(connection);
                                    },
                                    millis,
                                    TimeUnit.MILLISECONDS));
        } catch (RejectedExecutionException e) {
            IoUtils.safeClose(connection); // the server ends
        }
    }

    void end(StreamConnection connection) {
        XnioExecutor.Key timer = waiting.remove(connection);
        if (timer != null) {
            timer.remove();
        }
    }
}

package io.fluxgateway.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ends a server when the process is told to end. That was asked for and went well, so the exit code is 0 and not the one that
 * Java has for a signal.
 */
final class Stop {
    private static final long LAST_WORDS_SECONDS = 5;

    private final AutoCloseable server;
    private final CountDownLatch over = new CountDownLatch(1);

    private Stop(AutoCloseable server) {
        this.server = server;
    }

    /** Closes the server on SIGTERM and SIGINT. */
    static Stop on(AutoCloseable server) {
        Stop stop = new Stop(server);
        Runtime.getRuntime().addShutdownHook(new Thread(stop::told, "flux-stop"));
        return stop;
    }

    /** To be called when the server has ended and nothing is left to do. */
    void over() {
        over.countDown();
    }

    private void told() {
        if (over.getCount() == 0) {
            return; // it ended by itself
        }
        try {
            server.close();
            if (over.await(LAST_WORDS_SECONDS, TimeUnit.SECONDS)) {
                Runtime.getRuntime().halt(0);
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}

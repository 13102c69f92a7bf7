package io.fluxgateway.cli.dev;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks the project after each change, and now and then without one, as a change may have gone unnoticed. The latter takes
 * at most a fiftieth of the time.
 */
final class ReloadLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReloadLoop.class);
    private static final Duration SHORTEST_INTERVAL = Duration.ofSeconds(1);
    private static final int IDLE_SHARE = 50;
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

    private final HotReload reload;
    private final ChangeWatch watch;
    private final Thread thread = new Thread(this::run, "flux-reload");

    ReloadLoop(HotReload reload, ChangeWatch watch) {
        this.reload = reload;
        this.watch = watch;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private void run() {
        Duration wait = Duration.ZERO; // what changed while the server started
        try {
            while (true) {
                watch.await(wait);
                watch.follow();
                long before = System.nanoTime();
                wait = check() ? interval(System.nanoTime() - before) : ChangeWatch.QUIET;
            }
        } catch (InterruptedException e) {
            LOG.debug("no more changes are followed");
        }
    }

    private boolean check() {
        try {
            return reload.check();
        } catch (RuntimeException e) {
            LOG.warn("a change of the project could not be followed", e);
            return true;
        }
    }

    private static Duration interval(long tookNanos) {
        Duration idle = Duration.ofNanos(tookNanos * IDLE_SHARE);
        return idle.compareTo(SHORTEST_INTERVAL) < 0 ? SHORTEST_INTERVAL : idle;
    }

    /** Stops following; returns when a check under way has ended. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(STOP_TIMEOUT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        watch.close();
    }
}

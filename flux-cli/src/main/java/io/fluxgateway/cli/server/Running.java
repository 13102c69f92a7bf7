package io.fluxgateway.cli.server;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a server started, to be ended in the opposite order. Things are added by one thread; otherwise thread-safe. */
public final class Running implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Running.class);

    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final CountDownLatch closed = new CountDownLatch(1);

    /** Adds something that was just started. */
    public <T extends AutoCloseable> T closeLater(T one) {
        started.push(one);
        return one;
    }

    /** Waits until everything has ended. */
    public void awaitClosed() throws InterruptedException {
        closed.await();
    }

    /** Ends everything, and returns when that is done. Idempotent. */
    @Override
    public void close() {
        if (!closing.compareAndSet(false, true)) {
            return;
        }
        while (!started.isEmpty()) {
            try {
                started.pop().close();
            } catch (Exception e) {
                LOG.warn("something did not stop as it should", e);
            }
        }
        closed.countDown();
    }
}

package io.fluxgateway.undertow;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.xnio.XnioIoThread;

/**
 * How far an I/O thread is behind: a task that is due at a time, and when it really ran. An I/O thread serves all that is ready
 * before it comes to tasks, so a request waits about as long. Looks only while there are requests. Confined to that thread.
 */
final class LoopLag implements Runnable {
    private static final long EVERY_MILLIS = 20;
    private static final int LOOKS_AFTER_THE_LAST = 50;

    private final XnioIoThread thread;
    private long dueAt;
    private long lag;
    private int looksLeft;
    private boolean looking;

    LoopLag(XnioIoThread thread) {
        this.thread = thread;
    }

    /** As it was a moment ago, in nanoseconds. */
    long nanos() {
        looksLeft = LOOKS_AFTER_THE_LAST;
        if (!looking) {
            lag = 0;
            look();
        }
        return lag;
    }

    @Override
    public void run() {
        lag = Math.max(0, System.nanoTime() - dueAt);
        looking = false;
        if (--looksLeft > 0) {
            look();
        }
    }

    private void look() {
        dueAt = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(EVERY_MILLIS);
        try {
            thread.executeAfter(this, EVERY_MILLIS, TimeUnit.MILLISECONDS);
            looking = true;
        } catch (RejectedExecutionException e) {
            lag = 0; // the thread ends
        }
    }
}

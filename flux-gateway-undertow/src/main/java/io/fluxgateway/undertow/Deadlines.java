package io.fluxgateway.undertow;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xnio.XnioExecutor;
import org.xnio.XnioIoThread;

/**
 * The time limits of one I/O thread. Nearly all of them are stopped before they pass, so starting and stopping one costs
 * a few field writes, and one wake-up of the thread serves them all. Confined to that thread.
 */
final class Deadlines {
    private final XnioIoThread thread;
    private @Nullable Timer first;
    private XnioExecutor.@Nullable Key wakeUp;
    private long wakeUpNanos;

    Deadlines(XnioIoThread thread) {
        this.thread = thread;
    }

    /** Something with a time limit. */
    abstract static class Timer {
        private @Nullable Timer previous;
        private @Nullable Timer next;
        private long deadlineNanos;
        private boolean running;

        /** The time has passed. The timer is stopped already. */
        abstract void expired();
    }

    /** Starts the timer, or starts it anew. */
    void start(Timer timer, long nanos) {
        timer.deadlineNanos = System.nanoTime() + nanos;
        if (!timer.running) {
            timer.running = true;
            timer.previous = null;
            timer.next = first;
            if (first != null) {
                first.previous = timer;
            }
            first = timer;
        }
        if (wakeUp == null || timer.deadlineNanos - wakeUpNanos < 0) {
            wakeAt(timer.deadlineNanos);
        }
    }

    /** Stops the timer if it runs. */
    void stop(Timer timer) {
        if (!timer.running) {
            return;
        }
        timer.running = false;
        if (timer.previous == null) {
            first = timer.next;
        } else {
            timer.previous.next = timer.next;
        }
        if (timer.next != null) {
            timer.next.previous = timer.previous;
        }
        timer.previous = null;
        timer.next = null;
    }

    private void wakeAt(long nanos) {
        if (wakeUp != null) {
            wakeUp.remove();
        }
        wakeUpNanos = nanos;
        long wait = Math.max(0, nanos - System.nanoTime());
        try {
            wakeUp = thread.executeAfter(
                    this::wokenUp, TimeUnit.NANOSECONDS.toMillis(wait + 999_999), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            wakeUp = null; // the thread ends, and all connections with it
        }
    }

    private void wokenUp() {
        wakeUp = null;
        long now = System.nanoTime();
        List<Timer> expired = new ArrayList<>();
        for (Timer timer = first; timer != null; timer = timer.next) {
            if (timer.deadlineNanos - now <= 0) {
                expired.add(timer);
            }
        }
        for (Timer timer : expired) {
            if (timer.running && timer.deadlineNanos - now <= 0) { // one may have stopped or restarted another
                stop(timer);
                timer.expired();
            }
        }
        Timer earliest = first;
        for (Timer timer = first; timer != null; timer = timer.next) {
            if (earliest != null && timer.deadlineNanos - earliest.deadlineNanos < 0) {
                earliest = timer;
            }
        }
        if (earliest != null && (wakeUp == null || earliest.deadlineNanos - wakeUpNanos < 0)) {
            wakeAt(earliest.deadlineNanos);
        }
    }
}

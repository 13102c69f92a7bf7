package io.fluxgateway.undertow;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.xnio.XnioIoThread;

/**
 * Shares an I/O thread between much work of one kind and all else. In one turn of the thread, which serves what is ready and
 * then runs tasks, only so much of that work is done. Those that have more wait for a later turn, first come, first served, so
 * that a small request waits for a fraction of a millisecond however much there is to do. Confined to that thread.
 */
final class Turns implements Runnable {
    private final XnioIoThread thread;
    private final int most;
    private final int share;
    private final Deque<Waiter> waiting = new ArrayDeque<>();
    private int left;
    private boolean ends;
    private boolean looksAgain;

    private Turns(XnioIoThread thread, int most, int share) {
        this.thread = thread;
        this.most = most;
        this.share = share;
        this.left = most;
    }

    /** For bytes of bodies: a tenth of a millisecond's copying. */
    static Turns ofBytes(XnioIoThread thread) {
        return new Turns(thread, 256 * 1024, 64 * 1024);
    }

    /** For connections that end. */
    static Turns ofEnds(XnioIoThread thread) {
        return new Turns(thread, 16, 1);
    }

    /** Has work for a later turn. */
    @FunctionalInterface
    interface Waiter {
        /**
         * It is its turn: it does its share, or sees to it that its channel's next event does. False if there is nothing to do
         * any more.
         */
        boolean goOn();
    }

    /** Whether one that did that much in this turn may do more. */
    boolean mayDo(int done) {
        return left > 0 && (done < share || waiting.isEmpty());
    }

    /** Work was done. */
    void done(int work) {
        left -= work;
        if (left < most / 2 && !ends) { // a little of it costs no task
            ends = true;
            try {
                thread.execute(this);
            } catch (RejectedExecutionException e) {
                left = Integer.MAX_VALUE; // the thread ends, and there are no more turns
            }
        }
    }

    /** Has someone go on in a later turn. */
    void await(Waiter waiter) {
        waiting.add(waiter);
        lookAgain();
    }

    /** The turn ends. */
    @Override
    public void run() {
        ends = false;
        left = most;
        int next = most / share;
        while (next > 0 && !waiting.isEmpty()) {
            if (waiting.remove().goOn()) {
                next--;
            }
        }
    }

    /** Those that are told to go on may do nothing, and then no turn would end. */
    private void lookAgain() {
        if (!looksAgain) {
            looksAgain = true;
            try {
                thread.executeAfter(this::look, 1, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                left = Integer.MAX_VALUE;
            }
        }
    }

    private void look() {
        looksAgain = false;
        run();
        if (!waiting.isEmpty()) {
            lookAgain();
        }
    }
}

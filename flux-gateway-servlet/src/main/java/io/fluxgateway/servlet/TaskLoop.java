package io.fluxgateway.servlet;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Runs an exchange's tasks on the thread that brought the request, where the container cannot let go of it: something in
 * the chain does not support asynchronous requests.
 */
final class TaskLoop {
    private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private volatile boolean ended;

    /** From any thread. */
    void add(Runnable task) {
        tasks.add(task);
    }

    /** Nothing comes any more. */
    void end() {
        ended = true;
    }

    /** Runs tasks until the end; false if the thread was interrupted before. */
    boolean run() {
        try {
            while (!ended) {
                tasks.take().run();
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}

package io.fluxgateway.invocation;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;

/** A loop whose time stands still until a test lets it go on. */
final class ManualLoop implements Loop {
    private final PriorityQueue<Task> tasks =
            new PriorityQueue<>(Comparator.comparing(Task::at).thenComparingInt(Task::number));
    private Duration now = Duration.ZERO;
    private int number;

    private record Task(Duration at, int number, Runnable run) {}

    @Override
    public void execute(Runnable task) {
        after(Duration.ZERO, task);
    }

    @Override
    public void after(Duration delay, Runnable task) {
        tasks.add(new Task(now.plus(delay), number++, task));
    }

    @Override
    public void close() {
        tasks.clear();
    }

    /** Since the start. */
    Duration now() {
        return now;
    }

    /** Does all that is due now. */
    void settle() {
        advance(Duration.ZERO);
    }

    /** Lets time go on, and does what is due on the way. */
    void advance(Duration by) {
        Duration end = now.plus(by);
        for (Task next = tasks.peek(); next != null && next.at().compareTo(end) <= 0; next = tasks.peek()) {
            tasks.remove(next);
            now = next.at();
            next.run().run();
        }
        now = end;
    }
}

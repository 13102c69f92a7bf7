package io.fluxgateway.invocation;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The embedded host's default queue: in the memory of this process, so what is queued is lost when the process ends.
 * Bounded. An attempt fails if the function brings no response, or status 429 or 5xx; after the last attempt the
 * invocation is given up and logged.
 */
public final class InMemoryInvocationQueue implements InvocationQueue {
    public static final int DEFAULT_CAPACITY = 1_000;
    public static final int DEFAULT_CONCURRENCY = 16;
    /** Waits before the second, third and fourth attempt. */
    public static final List<Duration> DEFAULT_RETRIES =
            List.of(Duration.ofSeconds(1), Duration.ofSeconds(4), Duration.ofSeconds(16));

    private static final Logger LOG = LoggerFactory.getLogger(InMemoryInvocationQueue.class);
    private static final int TOO_MANY_REQUESTS = 429;

    private final InvocationRunner runner;
    private final List<Duration> retries;
    private final int capacity;
    private final AtomicInteger queued = new AtomicInteger();
    private final Semaphore running;
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "flux-queue");
        thread.setDaemon(true);
        return thread;
    });
    private final ConcurrentLinkedQueue<Attempt> ready = new ConcurrentLinkedQueue<>();

    public InMemoryInvocationQueue(InvocationRunner runner) {
        this(runner, DEFAULT_CAPACITY, DEFAULT_CONCURRENCY, DEFAULT_RETRIES);
    }

    /**
     * @param capacity    most invocations that wait, run or are to be tried again at any time
     * @param concurrency most that run at a time
     * @param retries     waits before each further attempt
     */
    public InMemoryInvocationQueue(InvocationRunner runner, int capacity, int concurrency, List<Duration> retries) {
        if (capacity < 1 || concurrency < 1) {
            throw new IllegalArgumentException(
                    "capacity: " + capacity + ", concurrency: " + concurrency + " (expected: at least 1)");
        }
        this.runner = runner;
        this.capacity = capacity;
        this.running = new Semaphore(concurrency);
        this.retries = List.copyOf(retries);
    }

    @Override
    public CompletionStage<Boolean> offer(Invocation invocation) {
        if (scheduler.isShutdown() || queued.incrementAndGet() > capacity) {
            queued.decrementAndGet();
            return CompletableFuture.completedFuture(false);
        }
        enqueue(new Attempt(invocation, 1));
        return CompletableFuture.completedFuture(true);
    }

    /** How many invocations wait, run or are to be tried again. */
    public int size() {
        return queued.get();
    }

    @Override
    public void close() {
        scheduler.shutdownNow();
        int lost = queued.get();
        if (lost > 0) {
            LOG.warn("{} queued invocations are lost: this queue is in memory only", lost);
        }
    }

    private void enqueue(Attempt attempt) {
        ready.add(attempt);
        drain();
    }

    private void drain() {
        while (!ready.isEmpty() && running.tryAcquire()) {
            Attempt attempt = ready.poll();
            if (attempt == null) {
                running.release();
            } else {
                start(attempt);
            }
        }
    }

    private void start(Attempt attempt) {
        CompletionStage<Integer> result;
        try {
            result = runner.run(attempt.invocation);
        } catch (Throwable e) { // an Error, too: nobody else would see it, and its place would never be free again
            result = CompletableFuture.failedFuture(e);
        }
        var unused = result.whenComplete((status, error) -> {
            running.release();
            try {
                finished(attempt, status, error);
            } finally {
                drain();
            }
        });
    }

    private void finished(Attempt attempt, @Nullable Integer status, @Nullable Throwable error) {
        String id = attempt.invocation.requestId();
        String name = attempt.invocation.function().name();
        if (status != null && status != TOO_MANY_REQUESTS && status < 500) {
            queued.decrementAndGet();
            return;
        }
        Object reason = error == null ? "status " + status : error.toString();
        if (attempt.number > retries.size() || scheduler.isShutdown()) {
            queued.decrementAndGet();
            LOG.error("[{}] [{}] given up after {} attempts: {}", name, id, attempt.number, reason);
            return;
        }
        Duration wait = retries.get(attempt.number - 1);
        LOG.warn("[{}] [{}] attempt {} failed, next in {} s: {}", name, id, attempt.number, wait.toSeconds(), reason);
        Attempt next = new Attempt(attempt.invocation, attempt.number + 1);
        try {
            var unused = scheduler.schedule(() -> enqueue(next), wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.error("[{}] [{}] lost: the queue was closed before its next attempt", name, id);
        }
    }

    private record Attempt(Invocation invocation, int number) {}
}

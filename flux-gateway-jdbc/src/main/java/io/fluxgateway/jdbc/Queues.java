package io.fluxgateway.jdbc;

import io.fluxgateway.invocation.InvocationQueue;
import io.fluxgateway.invocation.QueueLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The queues that a store opened; their place is opened with the first one. Thread-safe. */
final class Queues implements AutoCloseable {
    private static final int READER_THREADS = 2;
    private static final int MOST_PENDING_READS = 1_000;
    private static final long IDLE_THREAD_SECONDS = 60;

    private final Supplier<? extends QueueStorage> opener;
    private final ExecutorService readerThreads = readerThreads();
    private final List<JdbcInvocationQueue> open = new ArrayList<>();
    private @Nullable QueueStorage storage;
    private boolean closed;

    Queues(Supplier<? extends QueueStorage> opener) {
        this.opener = opener;
    }

    synchronized InvocationQueue open(String project, QueueLimits limits) {
        if (closed) {
            throw new StoreException("the store is not open any more: it was closed", null);
        }
        QueueStorage opened = storage;
        if (opened == null) {
            opened = opener.get();
            storage = opened;
        }
        open.removeIf(JdbcInvocationQueue::isClosed);
        QueueSurvey survey = new QueueSurvey(opened.reader(project), limits, readerThreads);
        QueueWriter writer = new QueueWriter(opened.target(project, limits, survey));
        JdbcInvocationQueue queue = new JdbcInvocationQueue(writer, survey, readerThreads);
        open.add(queue);
        writer.start();
        return queue;
    }

    @Override
    public synchronized void close() {
        closed = true;
        open.forEach(JdbcInvocationQueue::close);
        readerThreads.shutdownNow();
        if (storage != null) {
            storage.close();
        }
    }

    private static ExecutorService readerThreads() {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                READER_THREADS,
                READER_THREADS,
                IDLE_THREAD_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(MOST_PENDING_READS),
                task -> {
                    Thread thread = new Thread(task, "flux-queue-read");
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }
}

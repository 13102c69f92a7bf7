package io.fluxgateway;

import java.lang.reflect.Method;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads of Java functions: virtual ones where the JVM has them (JEP 444), at most so many at a time. */
final class FunctionThreads {
    private static final String NAME = "flux-function-";
    private static final long IDLE_SECONDS = 60;

    private FunctionThreads() {}

    /** An executor that refuses a task rather than queue it when all its threads are busy. */
    static ExecutorService atMost(int threads) {
        return new ThreadPoolExecutor(0, threads, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), factory());
    }

    private static ThreadFactory factory() {
        try {
            // By reflection: the build is for Java 17.
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            Class<?> type = Class.forName("java.lang.Thread$Builder");
            Method name = type.getMethod("name", String.class, long.class);
            return (ThreadFactory) type.getMethod("factory").invoke(name.invoke(builder, NAME, 1L));
        } catch (ReflectiveOperationException e) {
            return platformThreads();
        }
    }

    private static ThreadFactory platformThreads() {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, NAME + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}

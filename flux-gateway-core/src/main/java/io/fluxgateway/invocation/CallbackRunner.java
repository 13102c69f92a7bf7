package io.fluxgateway.invocation;

import io.fluxgateway.function.RetryPolicy;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Posts the results of invocations to where their callers want them, signed as Standard Webhooks 1.0 describes. The body of
 * the response is not read, and no redirect is followed. On a few threads of its own, since it blocks. Thread-safe.
 */
public final class CallbackRunner implements InvocationRunner, AutoCloseable {
    /** From the look-up of the host's name to the end of the response's head. */
    public static final Duration TIME_LIMIT = Duration.ofSeconds(15);

    private static final String INTERRUPTED = "callback_interrupted";
    private static final String STOPPED = "the gateway stopped";
    /** Eight attempts: the retries after 5 s, 20 s, 80 s and so on, each an hour later at most. */
    static final RetryPolicy RETRY =
            new RetryPolicy(8, RetryPolicy.Backoff.EXPONENTIAL, Duration.ofSeconds(5), Duration.ofHours(1));

    private static final int THREADS = 16;
    private static final int MOST_WAITING = 1_000;
    private static final long IDLE_SECONDS = 60;

    private final Supplier<CallbackPolicy> policy;
    private final Clock clock;
    private final CallbackNetwork network;
    private final Duration timeLimit;
    private final ThreadPoolExecutor threads;
    private final ScheduledThreadPoolExecutor alarm;
    private final Set<CallbackAttempt> unfinished = ConcurrentHashMap.newKeySet();

    /**
     * @param policy asked at each attempt
     * @param clock  for the time in signatures
     */
    public CallbackRunner(Supplier<CallbackPolicy> policy, Clock clock) {
        this(policy, clock, CallbackNetwork.SYSTEM, TIME_LIMIT);
    }

    CallbackRunner(Supplier<CallbackPolicy> policy, Clock clock, CallbackNetwork network, Duration timeLimit) {
        this.policy = policy;
        this.clock = clock;
        this.network = network;
        this.timeLimit = timeLimit;
        threads = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(MOST_WAITING),
                daemons("flux-callback"));
        threads.allowCoreThreadTimeOut(true);
        alarm = new ScheduledThreadPoolExecutor(1, daemons("flux-callback-alarm"));
        alarm.setRemoveOnCancelPolicy(true);
        alarm.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        alarm.allowCoreThreadTimeOut(true);
    }

    @Override
    public CompletionStage<Outcome> run(Lease lease) {
        CallbackAttempt attempt = new CallbackAttempt(lease.invocation(), policy, network, clock);
        unfinished.add(attempt);
        var unused = attempt.outcome().whenComplete((outcome, error) -> unfinished.remove(attempt));
        try {
            threads.execute(() -> run(attempt));
        } catch (RejectedExecutionException e) {
            attempt.end("callback_busy", "as many callbacks are under way as may be");
        }
        return attempt.outcome();
    }

    @Override
    public RetryPolicy retry(Invocation invocation) {
        return RETRY;
    }

    private void run(CallbackAttempt attempt) {
        try {
            ScheduledFuture<?> end = alarm.schedule(
                    () -> attempt.end("callback_timeout", "no response within " + timeLimit.toMillis() + " ms"),
                    timeLimit.toMillis(),
                    TimeUnit.MILLISECONDS);
            attempt.run();
            end.cancel(false);
        } catch (RejectedExecutionException e) {
            attempt.end(INTERRUPTED, STOPPED);
        }
    }

    /** Takes none any more, and breaks off those that wait or are under way. Idempotent. */
    @Override
    public void close() {
        threads.shutdownNow();
        alarm.shutdownNow();
        unfinished.forEach(attempt -> attempt.end(INTERRUPTED, STOPPED));
    }

    private static ThreadFactory daemons(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}

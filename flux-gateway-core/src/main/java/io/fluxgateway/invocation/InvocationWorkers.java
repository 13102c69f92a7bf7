package io.fluxgateway.invocation;

import io.fluxgateway.exchange.RequestIds;
import io.fluxgateway.function.RetryPolicy;
import io.fluxgateway.invocation.Invocation.Kind;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs what is in a queue: claims invocations that are due, as many as may run at a time, keeps their leases while they
 * run, and decides what follows when they end. An attempt that brings no response, or status 5xx or 429, is tried again as
 * the {@link RetryPolicy} says, and after the last one is a dead letter.
 *
 * <p>What they were given runs on a thread of theirs, which nothing may block. Thread-safe.
 */
public final class InvocationWorkers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(InvocationWorkers.class);
    /** How long closing waits for the queue to take back what still runs. */
    private static final Duration GIVE_BACK = Duration.ofSeconds(2);

    private final InvocationQueue queue;
    private final Map<Kind, InvocationRunner> runners;
    private final InvocationOptions options;
    private final Loop loop;
    private final Aftermath aftermath;
    private final Clock clock;
    private final Settling settling;
    private final String worker = RequestIds.requestId();
    private final AtomicBoolean started = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final AtomicBoolean woken = new AtomicBoolean();
    private final CompletableFuture<Boolean> idle = new CompletableFuture<>();

    // Of the loop
    private final InFlight inFlight;
    private final Pause pause = new Pause();
    private final OncePerMinute failures = new OncePerMinute();
    private boolean mayHaveMore;
    private boolean claiming;
    private boolean pausing;
    private boolean closing;

    /**
     * Workers that wait to be started.
     *
     * @param runners  what runs invocations of each kind; those of other kinds fail
     * @param clock    tells how far off a date is that a function asks to be called again at
     * @param listener told of attempts that are over
     */
    public InvocationWorkers(
            InvocationQueue queue,
            Map<Kind, InvocationRunner> runners,
            InvocationOptions options,
            Clock clock,
            AttemptListener listener) {
        this(
                queue,
                runners,
                options,
                clock,
                listener,
                new Aftermath(clock, () -> ThreadLocalRandom.current().nextDouble()),
                new LoopThread("flux-invocations"));
    }

    InvocationWorkers(
            InvocationQueue queue,
            Map<Kind, InvocationRunner> runners,
            InvocationOptions options,
            Clock clock,
            AttemptListener listener,
            Aftermath aftermath,
            Loop loop) {
        this.queue = queue;
        this.runners = Map.copyOf(runners);
        this.options = options;
        this.clock = clock;
        this.aftermath = aftermath;
        this.loop = loop;
        this.inFlight = new InFlight(options);
        this.settling = new Settling(queue, inFlight, loop, listener, this::over);
    }

    /** Begins to run what is in the queue. Idempotent. */
    public void start() {
        if (closed.get() || !started.compareAndSet(false, true)) {
            return;
        }
        queue.onReady(() -> {
            if (woken.compareAndSet(false, true)) {
                loop.execute(this::wake);
            }
        });
        loop.execute(() -> {
            new Renewal(queue, inFlight, loop, options.lease()).start();
            new Tidying(queue, loop).start();
            poll();
        });
    }

    /**
     * Claims nothing any more, waits for what runs as long as {@link InvocationOptions#drain} says, and gives the rest back
     * to the queue, so that others run it at once. Blocks. Idempotent.
     */
    @Override
    public void close() {
        close(GIVE_BACK);
    }

    /** As {@link #close()}, with another limit for what is given back. */
    void close(Duration giveBack) {
        if (!closed.compareAndSet(false, true) || !started.get()) {
            return;
        }
        loop.execute(() -> {
            closing = true;
            endIfIdle();
        });
        if (!awaitIdle(options.drain())) {
            loop.execute(() -> inFlight.all().forEach(this::giveBack));
            if (!awaitIdle(giveBack)) {
                LOG.warn("some invocations were neither ended nor given back; they run again when their lease ends");
            }
        }
        loop.close();
    }

    private boolean awaitIdle(Duration limit) {
        try {
            return idle.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    // On the loop

    private void wake() {
        woken.set(false);
        mayHaveMore = true;
        claim();
    }

    private void poll() {
        loop.after(options.poll(), this::poll);
        mayHaveMore = true;
        claim();
    }

    private void claim() {
        if (!mayHaveMore || claiming || pausing || closing || inFlight.room() <= 0) {
            return;
        }
        mayHaveMore = false;
        claiming = true;
        Claim claim = new Claim(worker, options.lease(), inFlight.room(), options.perFunction(), inFlight.running());
        loop.call(() -> queue.claim(claim), this::claimed);
    }

    private void claimed(@Nullable List<Lease> leases, @Nullable Throwable error) {
        claiming = false;
        if (leases == null) {
            claimFailed(error);
        } else {
            pause.reset();
            mayHaveMore |= !leases.isEmpty();
            leases.forEach(this::begin);
        }
        claim();
        endIfIdle();
    }

    private void claimFailed(@Nullable Throwable error) {
        if (failures.isDue()) {
            LOG.warn("the queue cannot be read; it is tried again: {}", String.valueOf(error));
        }
        pausing = true;
        loop.after(pause.next(), () -> {
            pausing = false;
            mayHaveMore = true;
            claim();
        });
    }

    private void begin(Lease lease) {
        Running before = inFlight.find(lease.id());
        if (before != null) {
            if (takeOver(before, lease)) {
                return;
            }
            inFlight.remove(before);
        }
        Running running = inFlight.add(lease);
        if (closing) {
            giveBack(running);
            return;
        }
        InvocationRunner runner = runners.get(running.lane.kind());
        if (runner == null) {
            ended(running, failed(running, "runner_missing", "This gateway does not run invocations of this kind."));
        } else if (Aftermath.isHopeless(lease, policy(running))) {
            ended(running, failed(running, "attempts_broken_off", "The process that ran it ended, time and again."));
        } else {
            loop.call(() -> runner.run(lease), (outcome, error) -> ended(running, outcome, error));
        }
    }

    /** An invocation that was lost here for a while, but still runs or has its result, need not run twice. */
    private static boolean takeOver(Running running, Lease lease) {
        Settlement settlement = running.settlement;
        if (settlement != null && !settlement.status().isFinal()) {
            return false;
        }
        running.lease = lease;
        running.lost = false;
        return true;
    }

    private void ended(Running running, @Nullable Outcome outcome, @Nullable Throwable error) {
        if (!inFlight.has(running) || running.ends()) {
            return; // given back
        }
        if (outcome != null) {
            ended(running, outcome);
        } else {
            LOG.error("{} could not be run", running, error);
            ended(running, failed(running, "internal_error", "The server's log says why, under the request ID."));
        }
    }

    private void ended(Running running, Outcome outcome) {
        if (running.lost) {
            settling.lose(running);
            return;
        }
        Lease lease = running.lease;
        RetryPolicy policy = policy(running);
        Settlement settlement = Aftermath.isHopeless(lease, policy)
                ? new Settlement(InvocationStatus.DEAD, Duration.ZERO, outcome, null)
                : aftermath.of(lease, outcome, policy);
        settling.settle(running, ResultCallback.addTo(settlement, lease, clock.instant()));
    }

    private RetryPolicy policy(Running running) {
        InvocationRunner runner = runners.get(running.lane.kind());
        try {
            return runner == null ? RetryPolicy.DEFAULT : runner.retry(running.lease.invocation());
        } catch (RuntimeException e) {
            LOG.error("{}: no retry policy is to be had, so it is the default", running, e);
            return RetryPolicy.DEFAULT;
        }
    }

    private static Outcome failed(Running running, String code, String detail) {
        return Outcome.failed(code, detail, Duration.ofNanos(System.nanoTime() - running.startNanos));
    }

    private void giveBack(Running running) {
        if (!running.ends() && !running.lost) {
            settling.settle(running, Settlement.RELEASED);
        }
    }

    private void over(Running running) {
        mayHaveMore |= inFlight.remove(running);
        claim();
        endIfIdle();
    }

    private void endIfIdle() {
        if (closing && !claiming && inFlight.isEmpty()) {
            idle.complete(true);
        }
    }
}

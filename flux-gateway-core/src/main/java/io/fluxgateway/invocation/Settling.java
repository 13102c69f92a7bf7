package io.fluxgateway.invocation;

import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores what follows from attempts, any number at a time; while the queue cannot be reached, again and again as long as
 * nobody else has the invocation. Belongs to the loop of the workers.
 */
final class Settling {
    private static final Logger LOG = LoggerFactory.getLogger(Settling.class);

    private final InvocationQueue queue;
    private final InFlight inFlight;
    private final Loop loop;
    private final AttemptListener listener;
    private final Consumer<Running> over;
    private final OncePerMinute failures = new OncePerMinute();

    /**
     * @param over told of each one that is stored or lost
     */
    Settling(InvocationQueue queue, InFlight inFlight, Loop loop, AttemptListener listener, Consumer<Running> over) {
        this.queue = queue;
        this.inFlight = inFlight;
        this.loop = loop;
        this.listener = listener;
        this.over = over;
    }

    void settle(Running running, Settlement settlement) {
        running.settlement = settlement;
        Lease lease = running.lease;
        loop.call(
                () -> queue.settle(lease, settlement),
                (kept, error) -> settled(running, lease, settlement, kept, error));
    }

    private void settled(
            Running running, Lease lease, Settlement settlement, @Nullable Boolean kept, @Nullable Throwable error) {
        if (!inFlight.has(running)) {
            return; // given back meanwhile
        }
        if (Boolean.TRUE.equals(kept)) {
            stored(running, lease, settlement);
        } else if (running.lost) {
            lose(running);
        } else if (error != null || lease.attempt() != running.lease.attempt()) {
            again(running, settlement, error);
        } else {
            lose(running);
        }
    }

    private void again(Running running, Settlement settlement, @Nullable Throwable error) {
        if (error != null && failures.isDue()) {
            LOG.warn("{} ended, but the queue cannot be written; it is tried again: {}", running, error.toString());
        }
        loop.after(running.pause.next(), () -> {
            if (inFlight.has(running)) {
                settle(running, settlement);
            }
        });
    }

    private void stored(Running running, Lease lease, Settlement settlement) {
        over.accept(running);
        Outcome outcome = settlement.outcome();
        if (outcome == null) {
            return;
        }
        log(running, settlement, outcome);
        try {
            listener.ended(lease, settlement);
        } catch (RuntimeException e) {
            LOG.error("a listener failed", e);
        }
    }

    void lose(Running running) {
        LOG.warn("{} was no longer this process's: others have it, or it was given up. Its result is dropped", running);
        over.accept(running);
    }

    private static void log(Running running, Settlement settlement, Outcome outcome) {
        switch (settlement.status()) {
            case QUEUED -> LOG.warn("{} failed, next in {}: {}", running, text(settlement.delay()), reason(outcome));
            case DEAD -> LOG.error("{} failed, a dead letter now: {}", running, reason(outcome));
            case FAILED -> LOG.warn("{} failed for good: {}", running, reason(outcome));
            default -> LOG.debug("{} succeeded", running);
        }
    }

    private static String reason(Outcome outcome) {
        Outcome.Response response = outcome.response();
        return response != null ? "status " + response.status() : outcome.error() + ", " + outcome.detail();
    }

    private static String text(Duration wait) {
        return wait.toMillis() / 1_000.0 + " s";
    }
}

package io.fluxgateway.invocation;

import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The embedded host's default queue: in the memory of this process, so what is queued is lost when the process ends.
 * Bounded. Every stage it returns is complete. Thread-safe.
 */
public final class InMemoryInvocationQueue implements InvocationQueue {
    /** As {@link QueueLimits#DEFAULT}, but 1,000 that wait or run, and 1,000 that ended. */
    public static final QueueLimits DEFAULT_LIMITS =
            QueueLimits.DEFAULT.withMaxQueued(1_000).withMaxEnded(1_000);

    /** Most requests that are known by their idempotency key; those made first are forgotten first. */
    public static final int MAX_IDEMPOTENCY_KEYS = 10_000;

    private final QueueLimits limits;
    private final Clock clock;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final Map<String, QueuedInvocation> all = new HashMap<>();
    /** By number. */
    private final NavigableMap<Long, QueuedInvocation> inOrder = new TreeMap<>();

    private final DueInvocations open = new DueInvocations();
    /** In the order in which they ended, as those in {@link #dead}. */
    private final Map<String, QueuedInvocation> ended = new LinkedHashMap<>();

    private final Map<String, QueuedInvocation> dead = new LinkedHashMap<>();
    private final Map<String, Request> requests = new LinkedHashMap<>();
    private long lastNumber;
    private boolean ready;
    private boolean closed;

    private record Request(String fingerprint, Admission.Repeated first, long madeAt, long forgottenAt) {
        /** Takes back what a clock was ahead when it was made. */
        Request mended(long now) {
            return madeAt <= now ? this : new Request(fingerprint, first, now, forgottenAt - (madeAt - now));
        }
    }

    public InMemoryInvocationQueue() {
        this(DEFAULT_LIMITS, Clock.systemUTC());
    }

    /**
     * @param clock tells what is due, and what ended long ago
     */
    public InMemoryInvocationQueue(QueueLimits limits, Clock clock) {
        this.limits = limits;
        this.clock = clock;
    }

    @Override
    public CompletionStage<Admission> offer(Submission submission) {
        return step(() -> admit(submission));
    }

    private Admission admit(Submission submission) {
        long now = clock.millis();
        Idempotency idempotency = submission.idempotency();
        Request before = idempotency == null ? null : requests.get(idempotency.key());
        if (idempotency != null && before != null && before.forgottenAt > now) {
            return before.fingerprint.equals(idempotency.fingerprint()) ? before.first : Admission.CONFLICT;
        }
        if (open.size() >= limits.maxQueued()) {
            return Admission.FULL;
        }
        add(submission, now);
        if (idempotency != null) {
            Invocation invocation = submission.invocation();
            requests.remove(idempotency.key());
            requests.put(
                    idempotency.key(),
                    new Request(
                            idempotency.fingerprint(),
                            new Admission.Repeated(invocation.id(), invocation.requestId()),
                            now,
                            now + limits.idempotencyWindow().toMillis()));
            forgetFirst(requests, MAX_IDEMPOTENCY_KEYS);
        }
        return Admission.ACCEPTED;
    }

    private void add(Submission submission, long now) {
        String id = submission.invocation().id();
        if (all.containsKey(id)) {
            throw new IllegalArgumentException("invocation " + id + ": it is in the queue already");
        }
        QueuedInvocation queued = new QueuedInvocation(++lastNumber, submission, now);
        all.put(id, queued);
        inOrder.put(queued.number, queued);
        open.add(queued);
        ready |= queued.dueAt <= now;
    }

    @Override
    public CompletionStage<List<Lease>> claim(Claim claim) {
        return step(() -> {
            long now = clock.millis();
            long until = now + claim.lease().toMillis();
            return open.take(claim, now).stream()
                    .map(queued -> {
                        Lease lease = queued.lease(claim.worker(), until, now);
                        open.add(queued);
                        return lease;
                    })
                    .toList();
        });
    }

    @Override
    public CompletionStage<Set<Lease>> renew(Collection<Lease> leases, Duration lease) {
        return step(() -> {
            long now = clock.millis();
            Set<Lease> lost = new HashSet<>();
            for (Lease one : leases) {
                QueuedInvocation queued = held(one);
                if (queued == null) {
                    lost.add(one);
                } else {
                    open.remove(queued);
                    queued.dueAt = now + lease.toMillis();
                    queued.dueSetAt = now;
                    open.add(queued);
                }
            }
            return lost;
        });
    }

    @Override
    public CompletionStage<Boolean> settle(Lease lease, Settlement settlement) {
        return step(() -> {
            QueuedInvocation queued = held(lease);
            if (queued == null) {
                return false;
            }
            long now = clock.millis();
            Submission next = settlement.next();
            if (next != null) {
                add(next, now);
            }
            if (settlement.outcome() != null) {
                queued.last = settlement.outcome();
            }
            if (settlement.status() == InvocationStatus.QUEUED) {
                if (settlement.outcome() == null) {
                    queued.attemptsBeforeSeries++;
                }
                putBack(queued, now + settlement.delay().toMillis(), now);
            } else {
                end(queued, settlement.status(), now);
            }
            return true;
        });
    }

    private @Nullable QueuedInvocation held(Lease lease) {
        QueuedInvocation queued = all.get(lease.id());
        return queued != null && queued.isHeldBy(lease) ? queued : null;
    }

    private void putBack(QueuedInvocation queued, long due, long now) {
        open.remove(queued);
        queued.waitUntil(due, now);
        open.add(queued);
        ready |= due <= now;
    }

    private void end(QueuedInvocation queued, InvocationStatus how, long now) {
        open.remove(queued);
        dead.remove(queued.invocation.id());
        ended.remove(queued.invocation.id());
        queued.end(how, now);
        Map<String, QueuedInvocation> kept = how == InvocationStatus.DEAD ? dead : ended;
        kept.put(queued.invocation.id(), queued);
        QueuedInvocation first = forgetFirst(kept, limits.maxEnded());
        if (first != null) {
            forget(first);
        }
    }

    private static <T> @Nullable T forgetFirst(Map<String, T> kept, int most) {
        if (kept.size() <= most) {
            return null;
        }
        Iterator<T> oldest = kept.values().iterator();
        T first = oldest.next();
        oldest.remove();
        return first;
    }

    private void forget(QueuedInvocation queued) {
        all.remove(queued.invocation.id());
        inOrder.remove(queued.number);
    }

    @Override
    public CompletionStage<Optional<InvocationState>> find(String id) {
        return step(() -> Optional.ofNullable(all.get(id)).map(QueuedInvocation::state));
    }

    @Override
    public CompletionStage<List<InvocationState>> list(InvocationFilter filter) {
        return step(() -> inOrder.descendingMap().values().stream()
                .filter(queued -> filter.status() == null || queued.status == filter.status())
                .filter(queued -> filter.function() == null
                        || queued.invocation.function().equals(filter.function()))
                .filter(queued -> queued.invocation.id().startsWith(filter.idPrefix()))
                .limit(filter.most())
                .map(QueuedInvocation::withoutBodies)
                .toList());
    }

    @Override
    public CompletionStage<Boolean> replay(String id) {
        return step(() -> {
            QueuedInvocation queued = all.get(id);
            boolean replayed = queued != null
                    && (queued.status == InvocationStatus.DEAD || queued.status == InvocationStatus.FAILED);
            if (queued != null && replayed) {
                replay(queued);
            }
            return replayed;
        });
    }

    @Override
    public CompletionStage<Integer> replayDead() {
        return step(() -> {
            List<QueuedInvocation> letters = List.copyOf(dead.values());
            letters.forEach(this::replay);
            return letters.size();
        });
    }

    private void replay(QueuedInvocation queued) {
        dead.remove(queued.invocation.id());
        ended.remove(queued.invocation.id());
        queued.attemptsBeforeSeries = queued.attempts;
        long now = clock.millis();
        putBack(queued, now, now);
    }

    @Override
    public CompletionStage<Boolean> discard(String id) {
        return step(() -> {
            QueuedInvocation queued = all.get(id);
            boolean discarded = queued != null
                    && queued.status != InvocationStatus.SUCCEEDED
                    && queued.status != InvocationStatus.DISCARDED;
            if (queued != null && discarded) {
                end(queued, InvocationStatus.DISCARDED, clock.millis());
            }
            return discarded;
        });
    }

    @Override
    public CompletionStage<QueueStats> stats() {
        return step(() -> {
            long now = clock.millis();
            long queued = 0;
            long oldest = Long.MAX_VALUE;
            for (QueuedInvocation one : open.all()) {
                if (one.status == InvocationStatus.QUEUED) {
                    queued++;
                    oldest = Math.min(oldest, one.dueAt);
                }
            }
            boolean due = oldest <= now;
            return new QueueStats(
                    queued, open.size() - queued, dead.size(), due ? Duration.ofMillis(now - oldest) : null);
        });
    }

    @Override
    public CompletionStage<Integer> tidy() {
        return step(() -> {
            long now = clock.millis();
            for (QueuedInvocation queued : open.all()) {
                if (queued.dueSetAt > now) {
                    open.remove(queued);
                    queued.mend(now);
                    open.add(queued);
                    ready = true;
                }
            }
            requests.replaceAll((key, request) -> request.mended(now));
            requests.values().removeIf(request -> request.forgottenAt <= now);
            return forget(ended, now - limits.retention().toMillis())
                    + forget(dead, now - limits.deadRetention().toMillis());
        });
    }

    private int forget(Map<String, QueuedInvocation> kept, long before) {
        List<QueuedInvocation> old =
                kept.values().stream().filter(one -> one.endedAt <= before).toList();
        old.forEach(one -> {
            kept.remove(one.invocation.id());
            forget(one);
        });
        return old.size();
    }

    @Override
    public void onReady(Runnable listener) {
        listeners.add(listener);
    }

    @Override
    public synchronized void close() {
        closed = true;
    }

    /** Does one thing, and tells the listeners if it left something to claim. */
    private <T> CompletionStage<T> step(Supplier<T> what) {
        T result;
        boolean tell;
        try {
            synchronized (this) {
                if (closed) {
                    throw new IllegalStateException("the queue was closed");
                }
                result = what.get();
                tell = ready;
                ready = false;
            }
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
        if (tell) {
            listeners.forEach(Runnable::run);
        }
        return CompletableFuture.completedFuture(result);
    }
}

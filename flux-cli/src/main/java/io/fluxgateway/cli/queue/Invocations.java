package io.fluxgateway.cli.queue;

import io.fluxgateway.invocation.InvocationFilter;
import io.fluxgateway.invocation.InvocationQueue;
import io.fluxgateway.invocation.InvocationState;
import io.fluxgateway.invocation.QueueStats;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** A queue for a command, which has nothing to do but wait. Blocks; throws what the queue fails with. */
public final class Invocations {
    private static final int ID_LENGTH = 32;

    private final InvocationQueue queue;

    public Invocations(InvocationQueue queue) {
        this.queue = queue;
    }

    public QueueStats stats() {
        return await(queue.stats());
    }

    /** Those that pass a filter, the last first, without bodies. */
    public List<InvocationState> list(InvocationFilter filter) {
        return await(queue.list(filter));
    }

    /** Those whose ID begins so, the last first, without bodies. */
    public List<InvocationState> startingWith(String prefix, int most) {
        if (prefix.length() == ID_LENGTH) {
            return find(prefix).map(List::of).orElse(List.of());
        }
        return list(new InvocationFilter(null, null, prefix, most));
    }

    public Optional<InvocationState> find(String id) {
        return await(queue.find(id));
    }

    public boolean replay(String id) {
        return await(queue.replay(id));
    }

    public int replayDead() {
        return await(queue.replayDead());
    }

    public boolean discard(String id) {
        return await(queue.discard(id));
    }

    private static <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }
}

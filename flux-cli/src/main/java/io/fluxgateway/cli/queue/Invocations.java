package io.fluxgateway.cli.queue;

import io.fluxgateway.auth.ApiKey;
import io.fluxgateway.invocation.Invocation;
import io.fluxgateway.invocation.InvocationFilter;
import io.fluxgateway.invocation.InvocationQueue;
import io.fluxgateway.invocation.InvocationState;
import io.fluxgateway.invocation.QueueStats;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** A queue, and who made its calls, for a command, which has nothing to do but wait. Blocks; throws what the queue fails with. */
public final class Invocations {
    private static final int ID_LENGTH = 32;

    private final InvocationQueue queue;
    private final Supplier<List<ApiKey>> keys;

    /**
     * @param keys the project's, asked for only when they are needed
     */
    public Invocations(InvocationQueue queue, Supplier<List<ApiKey>> keys) {
        this.queue = queue;
        this.keys = keys;
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

    /** The name of the key that a call was made with; none if that is no API key, or there no more. */
    public Optional<String> keyName(Invocation invocation) {
        return keys.get().stream()
                .filter(key -> key.id().equals(invocation.keyId()))
                .map(ApiKey::name)
                .findFirst();
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

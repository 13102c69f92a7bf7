package io.fluxgateway.cli;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A command about one queued invocation. */
abstract class InvocationCommand extends QueueStoreCommand {
    private @Nullable InvocationId id;

    @Override
    void checkOptions() {
        try {
            id = InvocationId.parse(given());
        } catch (IllegalArgumentException e) {
            throw wrongUsage(String.valueOf(e.getMessage()));
        }
    }

    /** What the user gave as its ID. */
    abstract String given();

    final InvocationId id() {
        return Objects.requireNonNull(id, "checked before");
    }
}

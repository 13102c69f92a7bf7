package io.fluxgateway.jwt;

import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of one issuer: kept, fetched again ahead of time, and used on while they cannot be fetched. One fetch at a time; no
 * method blocks. Thread-safe.
 */
final class IssuerKeys {
    private static final Logger LOG = LoggerFactory.getLogger(IssuerKeys.class);
    private static final int MILLIS = 1_000;

    private final KeySource source;
    private final Clock clock;
    private final Executor executor;
    private final long refreshAfter;
    private final long fetchInterval;
    private final long retryInterval;
    private final long tolerance;

    private volatile State state = new State(null, 0, 0, Long.MIN_VALUE / 2, false);
    private @Nullable CompletableFuture<State> underWay;

    IssuerKeys(KeySource source, JwtOptions options, Clock clock, Executor executor) {
        this.source = source;
        this.clock = clock;
        this.executor = executor;
        this.refreshAfter = options.refreshAfter().toMillis();
        this.fetchInterval = options.fetchInterval().toMillis();
        this.retryInterval = options.retryInterval().toMillis();
        this.tolerance = options.outageTolerance().toMillis();
    }

    /**
     * What is known at one time. Times are milliseconds since 1970.
     *
     * @param keys        null before the first were fetched
     * @param epoch       another number for each set that differs from the one before; 0 if there is none
     * @param fetchedAt   when the fetch began that brought the keys
     * @param attemptedAt when the last fetch began
     * @param failing     whether the last fetch failed
     */
    record State(@Nullable KeySet keys, long epoch, long fetchedAt, long attemptedAt, boolean failing) {}

    /** The number of the set that tokens can be verified with now; 0 if one has to wait for that. Fetches it anew if that is due. */
    long epoch() {
        long now = clock.millis();
        State known = state;
        if (!isUsable(known, now)) {
            return 0;
        }
        if (now - known.fetchedAt >= refreshAfter) {
            var unused = refresh(now);
        }
        return known.epoch;
    }

    /** What can be used now, after a fetch if there is nothing. Its keys are null if they are not to be had. */
    CompletionStage<State> current() {
        long now = clock.millis();
        State known = state;
        boolean usable = isUsable(known, now);
        if (usable && now - known.fetchedAt < refreshAfter) {
            return CompletableFuture.completedFuture(known);
        }
        CompletionStage<State> fetch = refresh(now);
        if (usable) {
            return CompletableFuture.completedFuture(known);
        }
        return fetch == null
                ? CompletableFuture.completedFuture(withoutOutdated(state, now))
                : fetch.thenApply(fetched -> withoutOutdated(fetched, now));
    }

    /** What is known after another fetch, if one may be made now; else what is known. For a token of a key that is not known. */
    CompletionStage<State> renewed(State seen) {
        State known = state;
        CompletionStage<State> fetch = known.fetchedAt > seen.fetchedAt ? null : refresh(clock.millis());
        return fetch == null ? CompletableFuture.completedFuture(state) : fetch;
    }

    /** When the next fetch may be made, in whole seconds from now; at least 1. */
    long retryAfterSeconds() {
        long left = state.attemptedAt + interval(state) - clock.millis();
        return Math.max(1, (left + MILLIS - 1) / MILLIS);
    }

    /** Old keys are used while they cannot be had anew; but not only because nobody has asked for a long time. */
    private boolean isUsable(State known, long now) {
        long age = now - known.fetchedAt;
        return known.keys != null && age < (known.failing ? tolerance : 2 * refreshAfter);
    }

    private State withoutOutdated(State known, long now) {
        return isUsable(known, now) ? known : new State(null, 0, 0, known.attemptedAt, known.failing);
    }

    private long interval(State known) {
        return known.keys == null ? retryInterval : fetchInterval;
    }

    /** The fetch under way, or one that starts now; null if it is too early for one. */
    private synchronized @Nullable CompletionStage<State> refresh(long now) {
        if (underWay != null) {
            return underWay;
        }
        long since = now - state.attemptedAt;
        if (since >= 0 && since < interval(state)) {
            return null;
        }
        State before = state;
        CompletableFuture<State> fetch = new CompletableFuture<>();
        underWay = fetch; // first: it may be over before the executor returns
        state = new State(before.keys, before.epoch, before.fetchedAt, now, before.failing);
        try {
            executor.execute(() -> fetch(fetch, now));
        } catch (RejectedExecutionException e) {
            underWay = null;
            state = before;
            return null; // the next token asks again
        }
        return fetch;
    }

    private void fetch(CompletableFuture<State> fetch, long startedAt) {
        try {
            var unused = source.fetch().whenComplete((keys, error) -> fetched(fetch, startedAt, keys, error));
        } catch (RuntimeException e) {
            fetched(fetch, startedAt, null, e);
        }
    }

    private void fetched(
            CompletableFuture<State> fetch, long startedAt, @Nullable KeySet keys, @Nullable Throwable error) {
        State before;
        State after;
        synchronized (this) {
            before = state;
            after = keys == null
                    ? new State(before.keys, before.epoch, before.fetchedAt, before.attemptedAt, true)
                    : new State(
                            keys,
                            keys.equals(before.keys) ? before.epoch : before.epoch + 1,
                            startedAt,
                            before.attemptedAt,
                            false);
            state = after;
            underWay = null;
        }
        tell(before, after, error);
        fetch.complete(after);
    }

    private static void tell(State before, State after, @Nullable Throwable error) {
        if (after.failing && !before.failing) {
            Throwable cause =
                    error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
            LOG.warn(
                    "the keys that tokens are signed with cannot be fetched, {}: {}",
                    after.keys == null ? "so none can be verified" : "those that are known go on working",
                    String.valueOf(cause));
        } else if (before.failing && !after.failing) {
            LOG.info("the keys that tokens are signed with can be fetched again");
        }
    }
}

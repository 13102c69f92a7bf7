package io.fluxgateway.jdbc;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.fluxgateway.auth.ApiKey;
import io.fluxgateway.auth.KeyDigest;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Keys that need no database. A change is applied to the entry in place, so a key that is in use stays warm.
 *
 * <p>Each value carries the revision that it is of. {@link #raise} comes before the changes up to a revision are applied,
 * and what was read before that revision is then read again rather than kept: a load that started before a revocation
 * cannot bring the key back. Digests that belong to no key have a cache of their own, so that guesses evict no key.
 */
final class KeyCache {
    /** Changes are applied at once; this is only for changes that never show, of a database edited by hand. */
    private static final Duration UNKNOWN_FOR = Duration.ofMinutes(1);

    private static final int MAX_ATTEMPTS = 5;

    private final Cache<KeyDigest, Versioned> known;
    private final Cache<KeyDigest, Boolean> unknown;
    private final ConcurrentMap<KeyDigest, CompletableFuture<@Nullable ApiKey>> loading = new ConcurrentHashMap<>();
    private final Function<KeyDigest, Loaded> loader;
    private final Executor executor;
    private long floor;

    KeyCache(int maxKnown, int maxUnknown, Function<KeyDigest, Loaded> loader, Executor executor) {
        this.known = Caffeine.newBuilder().maximumSize(maxKnown).build();
        this.unknown = Caffeine.newBuilder()
                .maximumSize(maxUnknown)
                .expireAfterWrite(UNKNOWN_FOR)
                .build();
        this.loader = loader;
        this.executor = executor;
    }

    /** A key and the revision of its last change. */
    record Versioned(ApiKey key, long rev) {}

    /**
     * What was read.
     *
     * @param found null if there is no such key
     * @param asOf  the revision of the database when it was read
     */
    record Loaded(@Nullable Versioned found, long asOf) {}

    /** The key, at once if it is warm. Reads a key once, however many ask for it. */
    CompletionStage<@Nullable ApiKey> find(KeyDigest digest) {
        Versioned warm = known.getIfPresent(digest);
        if (warm != null) {
            return CompletableFuture.completedFuture(warm.key);
        }
        if (unknown.getIfPresent(digest) != null) {
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<@Nullable ApiKey> result = new CompletableFuture<>();
        CompletableFuture<@Nullable ApiKey> underWay = loading.putIfAbsent(digest, result);
        if (underWay != null) {
            return underWay;
        }
        try {
            executor.execute(() -> load(digest, result));
        } catch (RejectedExecutionException e) {
            fail(digest, result, new StoreException("too many API keys wait to be read, or the store was closed", e));
        }
        return result;
    }

    boolean isWarm(KeyDigest digest) {
        return known.getIfPresent(digest) != null || unknown.getIfPresent(digest) != null;
    }

    /** Nothing that was read before this revision is kept from now on. Comes before {@link #apply}. */
    synchronized void raise(long rev) {
        floor = Math.max(floor, rev);
    }

    /** Takes over the state of a key as of a revision, if that is news and anybody asked for the key lately. */
    void apply(KeyDigest digest, Versioned changed) {
        known.asMap().computeIfPresent(digest, (d, old) -> changed.rev >= old.rev ? changed : old);
        unknown.invalidate(digest);
    }

    /** Starts anew: the database is an older one than it was. */
    synchronized void reset(long rev) {
        floor = rev;
        clear();
    }

    /** Forgets everything; what is asked for is read again. */
    void clear() {
        known.invalidateAll();
        unknown.invalidateAll();
    }

    /** Fails all who wait. */
    void close() {
        for (CompletableFuture<@Nullable ApiKey> result : loading.values()) {
            result.completeExceptionally(new StoreException("the store was closed", null));
        }
        loading.clear();
    }

    private void load(KeyDigest digest, CompletableFuture<@Nullable ApiKey> result) {
        try {
            for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
                Loaded loaded = loader.apply(digest);
                if (keep(digest, result, loaded)) {
                    result.complete(loaded.found == null ? null : loaded.found.key);
                    return;
                }
            }
            throw new StoreException("API keys change faster than they can be read; try again", null);
        } catch (Throwable e) {
            fail(digest, result, e);
        }
    }

    /** Ends the load at the same moment, so that who asks after a change never gets what was read before it. */
    private synchronized boolean keep(KeyDigest digest, CompletableFuture<@Nullable ApiKey> result, Loaded loaded) {
        if (loaded.asOf < floor) {
            return false;
        }
        if (loaded.found == null) {
            unknown.put(digest, true);
        } else {
            known.put(digest, loaded.found);
        }
        loading.remove(digest, result);
        return true;
    }

    private void fail(KeyDigest digest, CompletableFuture<@Nullable ApiKey> result, Throwable error) {
        loading.remove(digest, result);
        result.completeExceptionally(error);
    }
}

package io.fluxgateway.auth;

import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps API keys in the memory of this process, for tests and for hosts that hand their keys over at start. Every key is
 * warm, and every change is seen at once.
 *
 * <p>Bounded: when it is full, the key that ended longest ago is forgotten to make room. Thread-safe; finding a key takes
 * no lock.
 */
public final class InMemoryKeyStore implements KeyStore {
    public static final int DEFAULT_MAX_KEYS = 100_000;

    private static final long USE_PRECISION_MILLIS = 1_000;

    private final Map<KeyDigest, Stored> keys = new ConcurrentHashMap<>();
    /** By ID; milliseconds since 1970. */
    private final Map<String, AtomicLong> uses = new ConcurrentHashMap<>();

    private final AtomicLong additions = new AtomicLong();
    private final int maxKeys;
    private final Clock clock;

    public InMemoryKeyStore() {
        this(DEFAULT_MAX_KEYS, Clock.systemUTC());
    }

    /**
     * @param maxKeys most keys of all projects together, those that ended included; at least 1
     * @param clock   tells when a key was revoked or used, and whether the time of one that was replaced is over
     */
    public InMemoryKeyStore(int maxKeys, Clock clock) {
        if (maxKeys < 1) {
            throw new IllegalArgumentException("maxKeys: " + maxKeys + " (expected: at least 1)");
        }
        this.maxKeys = maxKeys;
        this.clock = clock;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if a key of that id or that digest is here already
     * @throws IllegalStateException    if the store is full of keys that have not ended
     */
    @Override
    public synchronized void add(ApiKey key, KeyDigest digest) throws KeyNameTakenException {
        requireNew(key, digest);
        if (!key.isRevoked()
                && !key.isReplaced()
                && bearer(key.project(), key.name()).isPresent()) {
            throw new KeyNameTakenException(key.project(), key.name());
        }
        store(key, digest);
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if a key of that id or that digest is here already
     * @throws IllegalStateException    if the store is full of keys that have not ended
     */
    @Override
    public synchronized boolean replace(String predecessorId, ApiKey successor, KeyDigest digest, Instant until) {
        requireNew(successor, digest);
        Optional<ApiKey> bearer = bearer(successor.project(), successor.name());
        if (bearer.isEmpty() || !bearer.get().id().equals(predecessorId)) {
            return false;
        }
        store(successor, digest);
        change(
                successor.project(),
                successor.name(),
                key -> key.id().equals(successor.id()) ? key : key.replaced(successor.createdAt(), until));
        return true;
    }

    @Override
    public List<ApiKey> list(String project) {
        long now = clock.millis();
        return keys.values().stream()
                .filter(stored -> stored.key.project().equals(project) && !isOver(stored.key, now))
                .sorted(Comparator.comparing((Stored stored) -> stored.key.createdAt())
                        .thenComparingLong(Stored::number))
                .map(Stored::key)
                .toList();
    }

    @Override
    public synchronized boolean revoke(String project, String name) {
        if (bearer(project, name).isEmpty()) {
            return false;
        }
        Instant now = clock.instant();
        change(project, name, key -> key.revoked(now));
        return true;
    }

    @Override
    public CompletionStage<@Nullable ApiKey> find(KeyDigest digest) {
        Stored stored = keys.get(digest);
        return CompletableFuture.completedFuture(stored == null ? null : stored.key);
    }

    @Override
    public void used(ApiKey key) {
        AtomicLong use = uses.get(key.id());
        long now = clock.millis();
        if (use != null && now - use.get() >= USE_PRECISION_MILLIS) {
            use.set(now);
        }
    }

    @Override
    public Map<String, Instant> lastUsed(String project) {
        Map<String, Instant> used = new HashMap<>();
        for (ApiKey key : list(project)) {
            AtomicLong use = uses.get(key.id());
            if (use != null && use.get() != 0) {
                used.put(key.id(), Instant.ofEpochMilli(use.get()));
            }
        }
        return used;
    }

    private void requireNew(ApiKey key, KeyDigest digest) {
        if (keys.containsKey(digest)
                || keys.values().stream().anyMatch(s -> s.key.id().equals(key.id()))) {
            throw new IllegalArgumentException("key " + key.preview() + ": it is in the store already");
        }
    }

    private void store(ApiKey key, KeyDigest digest) {
        if (keys.size() >= maxKeys) {
            forgetFirstThatEnded();
        }
        uses.put(key.id(), new AtomicLong());
        keys.put(digest, new Stored(key, additions.getAndIncrement()));
    }

    /** The key that has the name now. */
    private Optional<ApiKey> bearer(String project, String name) {
        return keys.values().stream()
                .map(Stored::key)
                .filter(key -> key.name().equals(name) && key.project().equals(project))
                .filter(key -> !key.isRevoked() && !key.isReplaced())
                .findAny();
    }

    /** Changes all keys of a name that have not ended. */
    private void change(String project, String name, UnaryOperator<ApiKey> change) {
        long now = clock.millis();
        keys.replaceAll((digest, stored) -> {
            ApiKey key = stored.key;
            boolean meant = key.name().equals(name) && key.project().equals(project) && !isOver(key, now);
            return meant ? new Stored(change.apply(key), stored.number) : stored;
        });
    }

    private static boolean isOver(ApiKey key, long now) {
        return key.isRevoked() || (key.isReplaced() && key.isExpired(now));
    }

    private void forgetFirstThatEnded() {
        long now = clock.millis();
        Map.Entry<KeyDigest, Stored> first = keys.entrySet().stream()
                .filter(entry -> isOver(entry.getValue().key, now))
                .min(Comparator.comparing(entry -> endOf(entry.getValue().key)))
                .orElseThrow(() -> new IllegalStateException("the store is full: it holds " + maxKeys + " keys"));
        keys.remove(first.getKey());
        uses.remove(first.getValue().key.id());
    }

    private static Instant endOf(ApiKey key) {
        Instant revoked = key.revokedAt();
        return revoked != null ? revoked : Objects.requireNonNullElse(key.expiresAt(), Instant.MAX);
    }

    private record Stored(ApiKey key, long number) {}
}

package io.fluxgateway.auth;

import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Keeps API keys in the memory of this process, for tests and for hosts that hand their keys over at start. Every key is
 * warm, and every change is seen at once.
 *
 * <p>Bounded: when it is full, the key that was revoked longest ago is forgotten to make room. Thread-safe; finding a key
 * takes no lock.
 */
public final class InMemoryKeyStore implements KeyStore {
    public static final int DEFAULT_MAX_KEYS = 100_000;

    private final Map<KeyDigest, Stored> keys = new ConcurrentHashMap<>();
    private final AtomicLong additions = new AtomicLong();
    private final int maxKeys;
    private final Clock clock;

    public InMemoryKeyStore() {
        this(DEFAULT_MAX_KEYS, Clock.systemUTC());
    }

    /**
     * @param maxKeys most keys of all projects together, revoked ones included; at least 1
     * @param clock   tells when a key was revoked
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
     * @throws IllegalStateException    if the store is full of keys that are not revoked
     */
    @Override
    public synchronized void add(ApiKey key, KeyDigest digest) throws KeyNameTakenException {
        if (keys.containsKey(digest)
                || keys.values().stream().anyMatch(s -> s.key.id().equals(key.id()))) {
            throw new IllegalArgumentException("key " + key.preview() + ": it is in the store already");
        }
        if (!key.isRevoked() && digestOf(key.project(), key.name()) != null) {
            throw new KeyNameTakenException(key.project(), key.name());
        }
        if (keys.size() >= maxKeys) {
            forgetOldestRevoked();
        }
        keys.put(digest, new Stored(key, additions.getAndIncrement()));
    }

    @Override
    public List<ApiKey> list(String project) {
        return keys.values().stream()
                .filter(stored -> stored.key.project().equals(project) && !stored.key.isRevoked())
                .sorted(Comparator.comparing((Stored stored) -> stored.key.createdAt())
                        .thenComparingLong(Stored::number))
                .map(Stored::key)
                .toList();
    }

    @Override
    public synchronized boolean revoke(String project, String name) {
        KeyDigest digest = digestOf(project, name);
        if (digest == null) {
            return false;
        }
        keys.computeIfPresent(digest, (d, stored) -> stored.revoked(clock));
        return true;
    }

    @Override
    public CompletionStage<@Nullable ApiKey> find(KeyDigest digest) {
        Stored stored = keys.get(digest);
        return CompletableFuture.completedFuture(stored == null ? null : stored.key);
    }

    private @Nullable KeyDigest digestOf(String project, String name) {
        for (Map.Entry<KeyDigest, Stored> entry : keys.entrySet()) {
            ApiKey key = entry.getValue().key;
            if (!key.isRevoked() && key.name().equals(name) && key.project().equals(project)) {
                return entry.getKey();
            }
        }
        return null;
    }

    private void forgetOldestRevoked() {
        KeyDigest oldest = keys.entrySet().stream()
                .filter(entry -> entry.getValue().key.isRevoked())
                .min(Comparator.comparing(entry -> entry.getValue().key.revokedAt()))
                .map(Map.Entry::getKey)
                .orElseThrow(() -> new IllegalStateException("the store is full: it holds " + maxKeys + " keys"));
        keys.remove(oldest);
    }

    private record Stored(ApiKey key, long number) {
        Stored revoked(Clock clock) {
            ApiKey revoked =
                    new ApiKey(key.id(), key.project(), key.name(), key.preview(), key.createdAt(), clock.instant());
            return new Stored(revoked, number);
        }
    }
}

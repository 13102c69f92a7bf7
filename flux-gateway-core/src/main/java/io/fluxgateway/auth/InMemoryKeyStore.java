package io.fluxgateway.auth;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Keeps API keys in the memory of this process: for tests, and for hosts that bring their keys along. Thread-safe. */
public final class InMemoryKeyStore implements KeyStore {
    private static final CompletionStage<@Nullable ApiKey> UNKNOWN = CompletableFuture.completedFuture(null);

    private final Map<KeyDigest, ApiKey> keys = new ConcurrentHashMap<>();

    @Override
    public CompletionStage<@Nullable ApiKey> find(KeyDigest digest) {
        ApiKey key = keys.get(digest);
        return key == null ? UNKNOWN : CompletableFuture.completedFuture(key);
    }

    @Override
    public synchronized void add(ApiKey key, KeyDigest digest) throws KeyNameTakenException {
        if (!key.isRevoked()
                && list(key.project()).stream().anyMatch(other -> other.name().equals(key.name()))) {
            throw new KeyNameTakenException(key.project(), key.name());
        }
        if (keys.putIfAbsent(digest, key) != null) {
            throw new IllegalArgumentException("digest: of a key that is stored already (expected: a new one)");
        }
    }

    @Override
    public List<ApiKey> list(String project) {
        return keys.values().stream()
                .filter(key -> key.project().equals(project) && !key.isRevoked())
                .sorted(Comparator.comparing(ApiKey::createdAt).thenComparing(ApiKey::name))
                .toList();
    }

    @Override
    public synchronized boolean revoke(String project, String name) {
        for (Map.Entry<KeyDigest, ApiKey> entry : keys.entrySet()) {
            ApiKey key = entry.getValue();
            if (key.project().equals(project) && key.name().equals(name) && !key.isRevoked()) {
                entry.setValue(
                        new ApiKey(key.id(), key.project(), key.name(), key.preview(), key.createdAt(), Instant.now()));
                return true;
            }
        }
        return false;
    }
}

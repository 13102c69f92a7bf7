package io.fluxgateway.jdbc;

import io.fluxgateway.auth.ApiKey;
import io.fluxgateway.auth.ApiKeySecret;
import io.fluxgateway.auth.KeyDigest;
import io.fluxgateway.auth.KeyNameTakenException;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A new key and its digest. */
record KeyFixture(ApiKey key, KeyDigest digest) {
    static KeyFixture of(String project, String name) {
        ApiKeySecret secret = ApiKeySecret.generate(ApiKeySecret.Mode.TEST);
        Instant now = Instant.parse("2026-11-23T12:00:00Z");
        return new KeyFixture(
                new ApiKey("k_" + UUID.randomUUID(), project, name, secret.preview(), now, null), secret.digest());
    }

    static KeyFixture in(Store store, String project, String name) throws KeyNameTakenException {
        KeyFixture fixture = of(project, name);
        store.keys().add(fixture.key, fixture.digest);
        return fixture;
    }

    KeyCache.Versioned working(long rev) {
        return new KeyCache.Versioned(key, rev);
    }

    KeyCache.Versioned revoked(long rev) {
        return new KeyCache.Versioned(
                new ApiKey(key.id(), key.project(), key.name(), key.preview(), key.createdAt(), Instant.EPOCH), rev);
    }

    @Nullable
    ApiKey found(Store store) throws Exception {
        return store.keys().find(digest).toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    boolean isRevoked(Store store) throws Exception {
        return found(store).isRevoked();
    }
}

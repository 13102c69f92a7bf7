package io.fluxgateway.cli;

import io.fluxgateway.auth.ApiKey;
import io.fluxgateway.auth.ApiKeySecret;
import io.fluxgateway.auth.KeyNameTakenException;
import io.fluxgateway.auth.KeyStore;
import java.time.Clock;
import java.util.UUID;

/** A key that is about to be stored: the only time its secret is known. */
record NewKey(ApiKey key, ApiKeySecret secret) {
    static NewKey live(String project, String name, Clock clock) {
        return of(ApiKeySecret.Mode.LIVE, project, name, clock);
    }

    static NewKey test(String project, String name, Clock clock) {
        return of(ApiKeySecret.Mode.TEST, project, name, clock);
    }

    private static NewKey of(ApiKeySecret.Mode mode, String project, String name, Clock clock) {
        ApiKeySecret secret = ApiKeySecret.generate(mode);
        String id = UUID.randomUUID().toString();
        return new NewKey(new ApiKey(id, project, name, secret.preview(), clock.instant(), null), secret);
    }

    /** Stores the key, and returns its secret. */
    String addTo(KeyStore store) throws KeyNameTakenException {
        store.add(key, secret.digest());
        return secret.reveal();
    }
}

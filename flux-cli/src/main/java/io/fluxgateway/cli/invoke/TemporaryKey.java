package io.fluxgateway.cli.invoke;

import io.fluxgateway.auth.ApiKeySecret;
import io.fluxgateway.auth.KeyNameTakenException;
import io.fluxgateway.auth.KeyTerms;
import io.fluxgateway.auth.ProjectKeys;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An API key for one call, revoked afterwards, also if the process is told to end. */
public final class TemporaryKey implements AutoCloseable {
    /** Should it be left over: longer than any call, also if the server's clock is a little ahead. */
    private static final Duration LONGEST = Duration.ofHours(1);

    private final ProjectKeys keys;
    private final String name = "invoke-" + UUID.randomUUID().toString().substring(0, 8);
    private final Consumer<String> warnings;
    private final Thread hook = new Thread(this::revoke, "flux-revoke");
    private final AtomicBoolean revoked = new AtomicBoolean();
    private final ApiKeySecret secret;

    private TemporaryKey(ProjectKeys keys, KeyTerms terms, Consumer<String> warnings) throws KeyNameTakenException {
        this.keys = keys;
        this.warnings = warnings;
        this.secret = keys.create(name, ApiKeySecret.Mode.TEST, terms);
    }

    /**
     * Makes one.
     *
     * @param function the only one that it may call; null for any
     * @param warnings told if it cannot be revoked
     */
    public static TemporaryKey make(ProjectKeys keys, @Nullable String function, Consumer<String> warnings)
            throws KeyNameTakenException {
        KeyTerms any = KeyTerms.DEFAULT.withExpiry(keys.clock().instant().plus(LONGEST));
        KeyTerms terms = function == null ? any : any.withScopes(List.of(function));
        TemporaryKey key = new TemporaryKey(keys, terms, warnings);
        Runtime.getRuntime().addShutdownHook(key.hook);
        return key;
    }

    public String reveal() {
        return secret.reveal();
    }

    private void revoke() {
        if (!revoked.getAndSet(true)) {
            try {
                keys.revoke(name);
            } catch (RuntimeException e) {
                warnings.accept("The temporary API key could not be revoked: " + e.getMessage()
                        + ". Do it: flux api-keys revoke " + name);
            }
        }
    }

    @Override
    public void close() {
        revoke();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            warnings.accept("The call was interrupted.");
        }
    }
}

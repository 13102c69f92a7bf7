package io.fluxgateway.jwt;

import io.fluxgateway.TokenVerification;
import io.fluxgateway.auth.TokenVerifier;
import io.fluxgateway.project.JwtSettings;
import java.time.Clock;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * JWTs as credentials, for {@link io.fluxgateway.GatewayBuilder#tokens}: signed ones (RFC 7515, RFC 7519) of the issuer that the
 * project's settings name, verified with the keys that it publishes (RFC 7517), as RFC 8725 advises.
 *
 * <p>The keys are fetched when the first token comes, and again ahead of time while tokens come; one fetch at a time, never on a
 * thread of the server. While they cannot be fetched, those that are known go on working. Thread-safe.
 */
public final class JwtVerification implements TokenVerification {
    private static final int IDLE_SECONDS = 30;

    private final JwtOptions options;
    private final Clock clock;
    private final ThreadPoolExecutor threads;
    private @Nullable Issuer last;

    private JwtVerification(JwtOptions options, Clock clock) {
        this.options = options;
        this.clock = clock;
        AtomicInteger number = new AtomicInteger();
        this.threads = new ThreadPoolExecutor(
                options.threads(),
                options.threads(),
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(options.maxWaiting()),
                task -> {
                    Thread thread = new Thread(task, "flux-jwt-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    /** With the default of each option. */
    public static JwtVerification create() {
        return create(JwtOptions.DEFAULT, Clock.systemUTC());
    }

    /**
     * With such options.
     *
     * @param clock tells whether a token has expired, and how old the keys are
     */
    public static JwtVerification create(JwtOptions options, Clock clock) {
        return new JwtVerification(options, clock);
    }

    /** {@inheritDoc} The keys that are known stay, as long as they come from the same place. */
    @Override
    public synchronized TokenVerifier verifier(JwtSettings settings) {
        Issuer known = last;
        if (known == null || !known.isOf(settings)) {
            HttpKeySource source = new HttpKeySource(settings, options.fetchTimeout(), options.maxDocumentBytes());
            known = new Issuer(settings.issuer(), settings.jwks(), new IssuerKeys(source, options, clock, threads));
            last = known;
        }
        return new JwtVerifier(new TokenCheck(settings, options.skew()), known.keys, options, clock, threads);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private record Issuer(String name, @Nullable String jwks, IssuerKeys keys) {
        boolean isOf(JwtSettings settings) {
            return name.equals(settings.issuer()) && Objects.equals(jwks, settings.jwks());
        }
    }
}

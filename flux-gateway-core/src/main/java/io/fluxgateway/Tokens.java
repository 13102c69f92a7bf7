package io.fluxgateway;

import io.fluxgateway.auth.TokenVerifier;
import io.fluxgateway.project.JwtSettings;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The verifier of tokens as a project's settings have it now. Thread-safe. */
final class Tokens {
    private static final Logger LOG = LoggerFactory.getLogger(Tokens.class);

    private final String project;
    private final @Nullable TokenVerification verification;
    private @Nullable JwtSettings applied;
    private volatile @Nullable TokenVerifier verifier;

    /**
     * @param verification null if the application has none
     */
    Tokens(String project, @Nullable TokenVerification verification) {
        this.project = project;
        this.verification = verification;
    }

    @Nullable
    TokenVerifier verifier() {
        return verifier;
    }

    /** Other settings; the same ones keep what the verifier remembers. */
    synchronized void settings(@Nullable JwtSettings settings) {
        if (Objects.equals(settings, applied)) {
            return;
        }
        applied = settings;
        if (settings != null && verification == null) {
            LOG.warn(
                    "project {} takes tokens of {}, but this gateway cannot verify any: they are refused"
                            + " (GatewayBuilder.tokens with flux-gateway-jwt)",
                    project,
                    settings.issuer());
        }
        verifier = settings == null || verification == null ? null : verification.verifier(settings);
    }

    void close() {
        if (verification != null) {
            verification.close();
        }
    }
}

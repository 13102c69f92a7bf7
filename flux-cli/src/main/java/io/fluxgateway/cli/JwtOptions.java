package io.fluxgateway.cli;

import io.fluxgateway.limit.Plan;
import io.fluxgateway.project.JwtSettings;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** {@code --jwt-issuer} and what goes with it: whose JWTs are credentials beside API keys. */
final class JwtOptions {
    /** For what was not said; a project that has an issuer keeps its own. */
    private static final JwtSettings NONE = JwtSettings.of("https://example.com", "any");

    @ArgGroup
    private @Nullable Issuer issuer;

    /** Either that issuer or none. */
    private static final class Issuer {
        @Option(
                names = "--jwt-issuer",
                paramLabel = "URL",
                required = true,
                description = "Also take JWTs of this issuer as credentials: the value of their claim \"iss\".")
        private @Nullable String url;

        @Option(names = "--no-jwt", required = true, description = "Take no JWTs any more.")
        private boolean none;
    }

    @Option(
            names = "--jwt-audience",
            paramLabel = "AUD",
            description = "What a JWT must be meant for: a value of its claim \"aud\".")
    private @Nullable String audience;

    @Option(
            names = "--jwt-algorithms",
            paramLabel = "A,B",
            split = ",",
            description =
                    "How JWTs may be signed: some of RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512"
                            + " and EdDSA. Default: RS256,ES256.")
    private @Nullable List<String> algorithms;

    @Option(
            names = "--jwt-jwks",
            paramLabel = "URL",
            description =
                    "Where the issuer's keys are. Default: where the issuer says, in .well-known/openid-configuration."
                            + " Empty for that again.")
    private @Nullable String jwks;

    @Option(
            names = "--jwt-claims",
            paramLabel = "A,B",
            description = "Claims that functions are told, as x-flux-claim-NAME. Empty for none.")
    private @Nullable String claims;

    @Option(
            names = "--jwt-plan",
            paramLabel = "free|pro|team",
            description = "How much each subject of a JWT may ask. Default: free.")
    private @Nullable String plan;

    /** Whether none of the options is there. */
    boolean isEmpty() {
        return issuer == null && !hasDetails();
    }

    private boolean hasDetails() {
        return audience != null || algorithms != null || jwks != null || claims != null || plan != null;
    }

    /**
     * Refuses what no settings could be changed to.
     *
     * @throws IllegalArgumentException naming what is not valid and what was expected
     */
    void check() {
        if (issuer != null && issuer.none && hasDetails()) {
            throw new IllegalArgumentException("--no-jwt: (expected: without other options of JWTs)");
        }
        var unused = change(NONE);
    }

    /**
     * The settings as they are to be.
     *
     * @param before null for no JWTs
     * @throws IllegalArgumentException naming what is not valid and what was expected
     */
    @Nullable
    JwtSettings change(@Nullable JwtSettings before) {
        if (isEmpty()) {
            return before;
        }
        if (issuer != null && issuer.none) {
            return null;
        }
        String url = issuer == null ? null : issuer.url;
        if (before == null && (url == null || audience == null)) {
            throw new IllegalArgumentException(
                    "JWTs need an issuer and an audience (expected: --jwt-issuer and --jwt-audience)");
        }
        JwtSettings known = before == null ? NONE : before;
        return new JwtSettings(
                url == null ? known.issuer() : url,
                audience == null ? known.audience() : audience,
                algorithms == null ? known.algorithms() : trimmed(algorithms),
                jwks == null ? known.jwks() : jwks.isEmpty() ? null : jwks,
                claims == null ? known.claims() : List.copyOf(trimmed(Arrays.asList(claims.split(",", -1)))),
                Plan.named(plan == null ? known.plan() : plan).name());
    }

    private static Set<String> trimmed(List<String> names) {
        Set<String> trimmed = new LinkedHashSet<>();
        names.forEach(name -> trimmed.add(name.strip()));
        trimmed.remove("");
        return trimmed;
    }
}

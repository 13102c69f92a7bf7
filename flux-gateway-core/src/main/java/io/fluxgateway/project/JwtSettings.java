package io.fluxgateway.project;

import io.fluxgateway.http.ServiceUrl;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whose JWTs a project takes as credentials beside its API keys, and what it makes of them.
 *
 * @param issuer     the one whose tokens are taken, exactly as it writes itself: an https URL without query and fragment;
 *                   http for this machine only
 * @param audience   what a token must be meant for, among others; 1 to 255 visible ASCII characters
 * @param algorithms how tokens may be signed; some of {@link #ALGORITHMS}
 * @param jwks       where the issuer's keys are; null to ask the issuer ({@code /.well-known/openid-configuration})
 * @param claims     names of the claims that functions are told besides the subject; at most {@value #MAX_CLAIMS}
 * @param plan       name of the plan that each subject has
 */
public record JwtSettings(
        String issuer,
        String audience,
        Set<String> algorithms,
        @Nullable String jwks,
        List<String> claims,
        String plan) {
    /** All signatures that can be allowed: those with a public key (RFC 7518 section 3.1, RFC 8037). */
    public static final Set<String> ALGORITHMS = Collections.unmodifiableSet(new LinkedHashSet<>(
            List.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")));

    public static final Set<String> DEFAULT_ALGORITHMS =
            Collections.unmodifiableSet(new LinkedHashSet<>(List.of("RS256", "ES256")));
    public static final String DEFAULT_PLAN = "free";

    /** Most claims that functions are told. */
    public static final int MAX_CLAIMS = 20;

    private static final int MAX_AUDIENCE = 255;
    private static final int MAX_CLAIM_NAME = 64;

    /**
     * @throws IllegalArgumentException naming what is not valid and what was expected
     */
    public JwtSettings {
        ServiceUrl.require("JWT issuer", issuer);
        if (issuer.indexOf('?') >= 0) {
            throw new IllegalArgumentException("JWT issuer: \"" + issuer + "\" (expected: without a query)");
        }
        if (jwks != null) {
            ServiceUrl.require("JWT key set", jwks);
        }
        if (audience.isEmpty()
                || audience.length() > MAX_AUDIENCE
                || !audience.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalArgumentException("JWT audience: \"" + audience + "\" (expected: 1 to " + MAX_AUDIENCE
                    + " visible ASCII characters)");
        }
        if (algorithms.isEmpty() || !ALGORITHMS.containsAll(algorithms)) {
            throw new IllegalArgumentException("JWT algorithms: \"" + String.join(",", algorithms)
                    + "\" (expected: some of " + String.join(", ", ALGORITHMS) + ")");
        }
        checkClaims(claims);
        algorithms = Collections.unmodifiableSet(new LinkedHashSet<>(algorithms));
        claims = List.copyOf(claims);
    }

    /**
     * The tokens of an issuer, with the default for all else.
     *
     * @throws IllegalArgumentException naming what is not valid and what was expected
     */
    public static JwtSettings of(String issuer, String audience) {
        return new JwtSettings(issuer, audience, DEFAULT_ALGORITHMS, null, List.of(), DEFAULT_PLAN);
    }

    /** These settings, with tokens signed so. */
    public JwtSettings withAlgorithms(Set<String> names) {
        return new JwtSettings(issuer, audience, names, jwks, claims, plan);
    }

    /** These settings, with the keys from there; null to ask the issuer. */
    public JwtSettings withJwks(@Nullable String url) {
        return new JwtSettings(issuer, audience, algorithms, url, claims, plan);
    }

    /** These settings, telling functions those claims. */
    public JwtSettings withClaims(List<String> names) {
        return new JwtSettings(issuer, audience, algorithms, jwks, names, plan);
    }

    /** These settings, with that plan for each subject. */
    public JwtSettings withPlan(String name) {
        return new JwtSettings(issuer, audience, algorithms, jwks, claims, name);
    }

    private static void checkClaims(List<String> claims) {
        if (claims.size() > MAX_CLAIMS) {
            throw new IllegalArgumentException(
                    "JWT claims: " + claims.size() + " (expected: at most " + MAX_CLAIMS + ")");
        }
        List<String> fields = new ArrayList<>();
        for (String claim : claims) {
            String field = claim.toLowerCase(Locale.ROOT);
            if (claim.isEmpty()
                    || claim.length() > MAX_CLAIM_NAME
                    || !claim.chars().allMatch(JwtSettings::isOfName)) {
                throw new IllegalArgumentException("JWT claim: \"" + claim + "\" (expected: 1 to " + MAX_CLAIM_NAME
                        + " of A-Z, a-z, 0-9, _ and -)");
            }
            if (fields.contains(field)) {
                throw new IllegalArgumentException(
                        "JWT claim: \"" + claim + "\" (expected: once, also in upper and lower case)");
            }
            fields.add(field);
        }
    }

    private static boolean isOfName(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    }
}

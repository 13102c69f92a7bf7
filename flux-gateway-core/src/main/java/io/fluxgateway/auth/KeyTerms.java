package io.fluxgateway.auth;

import io.fluxgateway.exchange.Quota;
import io.fluxgateway.function.FunctionManifest;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an API key may do, and until when.
 *
 * @param expiresAt when it stops working; null for never
 * @param scopes    names of the functions that it may call, at most {@value #MAX_SCOPES}; empty for all of the project
 * @param quota     its own quota; null for that of its project's plan
 */
public record KeyTerms(
        @Nullable Instant expiresAt,
        Set<String> scopes,
        @Nullable Quota quota) {
    /** Most functions that a scope can name. */
    public static final int MAX_SCOPES = 100;

    /** Every function, with the quota of the project's plan, for good. */
    public static final KeyTerms DEFAULT = new KeyTerms(null, Set.of(), null);

    /**
     * @throws IllegalArgumentException if a scope cannot be the name of a function, or there are too many; the message says
     *     what was expected
     */
    public KeyTerms {
        if (scopes.size() > MAX_SCOPES) {
            throw new IllegalArgumentException(
                    "scope of " + scopes.size() + " functions (expected: at most " + MAX_SCOPES + ")");
        }
        scopes.forEach(KeyTerms::checkScope);
        scopes = Collections.unmodifiableSet(new LinkedHashSet<>(scopes));
    }

    /** These terms with another end; null for none. */
    public KeyTerms withExpiry(@Nullable Instant end) {
        return new KeyTerms(end, scopes, quota);
    }

    /**
     * These terms for those functions only.
     *
     * @throws IllegalArgumentException if there are none or too many, or one cannot be the name of a function
     */
    public KeyTerms withScopes(Collection<String> functions) {
        if (functions.isEmpty()) {
            throw new IllegalArgumentException("scope: \"\" (expected: names of functions, at least one)");
        }
        return new KeyTerms(expiresAt, new LinkedHashSet<>(functions), quota);
    }

    /** These terms with that quota in place of the plan's. */
    public KeyTerms withQuota(Quota own) {
        return new KeyTerms(expiresAt, scopes, own);
    }

    /** Whether a key of these terms may call a function. */
    public boolean covers(String function) {
        return scopes.isEmpty() || scopes.contains(function);
    }

    /** Whether the end has come. */
    public boolean areOver(long epochMillis) {
        return expiresAt != null && expiresAt.toEpochMilli() <= epochMillis;
    }

    private static void checkScope(String function) {
        try {
            var unused = FunctionManifest.named(function);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "scope: \"" + function
                            + "\" (expected: the name of a function: 1 to 63 of a-z, 0-9, _ and -, the first a letter or digit)");
        }
    }
}

package io.fluxgateway.cors;

import io.fluxgateway.http.Method;
import io.fluxgateway.http.OriginPattern;
import java.util.List;

/**
 * Which origins may call which methods from a browser. None configured: any origin may GET and HEAD, none may write.
 * Otherwise exactly those configured, for every method. Immutable.
 */
public final class CorsPolicy {
    /** The policy of a project that configured no origin. */
    public static final CorsPolicy DEFAULT = new CorsPolicy(List.of());

    private final List<OriginPattern> patterns;
    private final boolean anyConfigured;

    private CorsPolicy(List<OriginPattern> patterns) {
        this.patterns = patterns;
        this.anyConfigured = patterns.stream().anyMatch(OriginPattern::isAny);
    }

    /**
     * The policy of a list of origins.
     *
     * @param origins exact origins, {@code https://*.example.com} patterns, or {@code *}
     * @throws IllegalArgumentException naming the first bad one and what was expected
     */
    public static CorsPolicy of(List<String> origins) {
        return new CorsPolicy(origins.stream().map(CorsPolicy::pattern).toList());
    }

    private static OriginPattern pattern(String origin) {
        return OriginPattern.parse(origin)
                .orElseThrow(() -> new IllegalArgumentException("CORS origin: \"" + origin
                        + "\" (expected an origin such as https://your-app.com, a pattern such as https://*.example.com, or *;"
                        + " no path, no slash at the end)"));
    }

    /** Whether a page of that origin may call that method. */
    public boolean allows(String origin, Method method) {
        if (patterns.isEmpty()) {
            return method == Method.GET || method == Method.HEAD;
        }
        for (OriginPattern pattern : patterns) {
            if (pattern.matches(origin)) {
                return true;
            }
        }
        return false;
    }

    /** The value of {@code Access-Control-Allow-Origin} for an origin that is allowed. */
    String allowOrigin(String origin) {
        return patterns.isEmpty() || anyConfigured ? "*" : origin;
    }
}

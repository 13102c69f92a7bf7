package io.fluxgateway.project;

import io.fluxgateway.exchange.Quota;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What can be changed on a project while it is served.
 *
 * @param plan        name of its plan: {@code free}, {@code pro} or {@code team}
 * @param limit       a quota of its own for each of its keys, in place of the plan's; null for that of the plan
 * @param corsOrigins origins that may call it from a browser: exact ones, {@code https://*.example.com} patterns or
 *                    {@code *}; empty for the default (any origin may GET)
 * @param traces      what is recorded of its requests
 * @param callbacks   where the results of its queued invocations may be posted
 * @param jwt         whose JWTs are credentials beside its API keys; null for nobody's
 */
public record ProjectSettings(
        String plan,
        @Nullable Quota limit,
        List<String> corsOrigins,
        TraceSettings traces,
        CallbackSettings callbacks,
        @Nullable JwtSettings jwt) {
    public static final ProjectSettings DEFAULT = new ProjectSettings("free", List.of());

    /** Settings with the default for all else. */
    public ProjectSettings(String plan, List<String> corsOrigins) {
        this(plan, corsOrigins, TraceSettings.DEFAULT);
    }

    /** Settings with the quota of the plan. */
    public ProjectSettings(String plan, List<String> corsOrigins, TraceSettings traces) {
        this(plan, null, corsOrigins, traces, CallbackSettings.OFF, null);
    }

    /** Settings without JWTs. */
    public ProjectSettings(
            String plan,
            @Nullable Quota limit,
            List<String> corsOrigins,
            TraceSettings traces,
            CallbackSettings callbacks) {
        this(plan, limit, corsOrigins, traces, callbacks, null);
    }

    public ProjectSettings {
        corsOrigins = List.copyOf(corsOrigins);
    }

    /** These settings with that plan, and no limit of its own. */
    public ProjectSettings withPlan(String name) {
        return new ProjectSettings(name, null, corsOrigins, traces, callbacks, jwt);
    }

    /** These settings with a limit of its own in place of the plan's. */
    public ProjectSettings withLimit(Quota quota) {
        return new ProjectSettings(plan, quota, corsOrigins, traces, callbacks, jwt);
    }

    /** These settings with those origins and no others. */
    public ProjectSettings withCorsOrigins(List<String> origins) {
        return new ProjectSettings(plan, limit, origins, traces, callbacks, jwt);
    }

    /** These settings, tracing that. */
    public ProjectSettings withTraces(TraceSettings settings) {
        return new ProjectSettings(plan, limit, corsOrigins, settings, callbacks, jwt);
    }

    /** These settings, with such callbacks. */
    public ProjectSettings withCallbacks(CallbackSettings settings) {
        return new ProjectSettings(plan, limit, corsOrigins, traces, settings, jwt);
    }

    /** These settings, with such JWTs; null for none. */
    public ProjectSettings withJwt(@Nullable JwtSettings settings) {
        return new ProjectSettings(plan, limit, corsOrigins, traces, callbacks, settings);
    }
}

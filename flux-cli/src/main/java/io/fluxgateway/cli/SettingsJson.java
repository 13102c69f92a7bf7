package io.fluxgateway.cli;

import io.fluxgateway.exchange.Quota;
import io.fluxgateway.limit.Plan;
import io.fluxgateway.project.CallbackSettings;
import io.fluxgateway.project.JwtSettings;
import io.fluxgateway.project.ProjectSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** The settings of a project for programs: one JSON object, without secrets. What it has not is null. */
final class SettingsJson {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private SettingsJson() {}

    static String of(String project, ProjectSettings settings) {
        Quota limit = settings.limit();
        Plan plan = limit == null ? Plan.named(settings.plan()) : Plan.custom(limit);
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        all.put("project", project);
        all.put("plan", plan.name());
        all.put("perMinute", plan.perMinute());
        all.put("burst", plan.burst());
        all.put("corsOrigins", settings.corsOrigins());
        all.put("traceSampling", settings.traces().sampling());
        all.put("traceQueries", settings.traces().queries());
        CallbackSettings callbacks = settings.callbacks();
        all.put("callbackOrigins", callbacks.origins());
        all.put("callbackPrivateAddresses", callbacks.privateAddresses());
        all.put("jwt", jwt(settings.jwt()));
        return JSON.writeValueAsString(all);
    }

    private static @Nullable Map<String, @Nullable Object> jwt(@Nullable JwtSettings settings) {
        if (settings == null) {
            return null;
        }
        Map<String, @Nullable Object> jwt = new LinkedHashMap<>();
        jwt.put("issuer", settings.issuer());
        jwt.put("audience", settings.audience());
        jwt.put("algorithms", List.copyOf(settings.algorithms()));
        jwt.put("jwks", settings.jwks());
        jwt.put("claims", settings.claims());
        jwt.put("plan", settings.plan());
        return jwt;
    }
}

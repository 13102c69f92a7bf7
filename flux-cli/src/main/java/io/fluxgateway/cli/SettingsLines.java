package io.fluxgateway.cli;

import io.fluxgateway.cli.project.Columns;
import io.fluxgateway.exchange.Quota;
import io.fluxgateway.limit.Plan;
import io.fluxgateway.project.CallbackSettings;
import io.fluxgateway.project.JwtSettings;
import io.fluxgateway.project.ProjectSettings;
import io.fluxgateway.project.TraceSettings;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The settings of a project as the user sees them. */
final class SettingsLines {
    private SettingsLines() {}

    static List<String> of(String project, ProjectSettings settings) {
        Quota limit = settings.limit();
        Plan plan = limit == null ? Plan.named(settings.plan()) : Plan.custom(limit);
        Columns columns = new Columns("   ")
                .row("project", project)
                .row(
                        "plan",
                        plan.name() + " (" + plan.perMinute() + " requests a minute, bursts of " + plan.burst() + ")");
        List<String> origins = settings.corsOrigins();
        if (origins.isEmpty()) {
            columns.row("cors", "any origin may GET, none may write");
        }
        for (int i = 0; i < origins.size(); i++) {
            columns.row(i == 0 ? "cors" : "", origins.get(i));
        }
        TraceSettings traces = settings.traces();
        if (!traces.equals(TraceSettings.DEFAULT)) {
            columns.row(
                    "traces",
                    "sampling " + traces.sampling() + ", errors always; "
                            + (traces.queries() ? "with queries" : "without queries"));
        }
        List<String> callbacks = callbacks(settings.callbacks());
        for (int i = 0; i < callbacks.size(); i++) {
            columns.row(i == 0 ? "callbacks" : "", callbacks.get(i));
        }
        List<String> jwt = jwt(settings.jwt());
        for (int i = 0; i < jwt.size(); i++) {
            columns.row(i == 0 ? "jwt" : "", jwt.get(i));
        }
        return columns.lines();
    }

    private static List<String> jwt(@Nullable JwtSettings jwt) {
        if (jwt == null) {
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        lines.add("issuer " + jwt.issuer() + ", audience " + jwt.audience());
        lines.add("signed with " + String.join(" or ", jwt.algorithms()) + ", keys from "
                + (jwt.jwks() == null ? "where the issuer says" : jwt.jwks()));
        Plan plan = Plan.named(jwt.plan());
        lines.add("plan " + plan.name() + " for each subject (" + plan.perMinute() + " requests a minute, bursts of "
                + plan.burst() + ")");
        if (!jwt.claims().isEmpty()) {
            lines.add("functions are told " + String.join(", ", jwt.claims()));
        }
        return lines;
    }

    private static List<String> callbacks(CallbackSettings callbacks) {
        if (callbacks.equals(CallbackSettings.OFF)) {
            return List.of();
        }
        List<String> lines = new ArrayList<>(callbacks.origins());
        if (lines.isEmpty()) {
            lines.add("none");
        }
        if (callbacks.privateAddresses()) {
            lines.add("private addresses allowed");
        }
        if (callbacks.secret() != null) {
            CallbackSettings.Previous previous = callbacks.previous();
            lines.add("with a secret (flux project callback-secret)"
                    + (previous == null ? "" : "; and with the one before it until " + previous.until()));
        }
        return lines;
    }
}

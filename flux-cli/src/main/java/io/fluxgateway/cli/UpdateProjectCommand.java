package io.fluxgateway.cli;

import io.fluxgateway.cors.CorsPolicy;
import io.fluxgateway.exchange.Quota;
import io.fluxgateway.jdbc.Store;
import io.fluxgateway.limit.Plan;
import io.fluxgateway.project.ProjectSettings;
import io.fluxgateway.project.TraceSettings;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code flux project update}. */
@Command(
        name = "update",
        description =
                "Change the plan or limit, the CORS origins, what is traced, the callbacks of a project, or whose JWTs it takes."
                        + " Running servers follow within a second.",
        footer = {
            "  flux project update --plan pro --cors-origin https://your-app.com",
            "  flux project update --trace-sampling 0.1",
            "  flux project update --callback-origin https://your-app.com",
            "  flux project update --jwt-issuer https://login.your-app.com/ --jwt-audience https://api.your-app.com"
        })
final class UpdateProjectCommand extends StoreCommand {
    @Option(names = "--plan", paramLabel = "free|pro|team", description = "How much each API key may ask.")
    private @Nullable String plan;

    @Mixin
    private final LimitOptions limit = new LimitOptions();

    private @Nullable Quota quota;

    @ArgGroup
    private @Nullable Origins origins;

    /** Either these origins or none. */
    private static final class Origins {
        @Option(
                names = "--cors-origin",
                paramLabel = "URL",
                required = true,
                description = "Origin whose pages may call the project, such as https://your-app.com or"
                        + " https://*.example.com. May be given more than once; replaces all there were.")
        private @Nullable List<String> given;

        @Option(
                names = "--no-cors-origins",
                required = true,
                description = "Forget all origins: any origin may GET, none may write.")
        private boolean none;
    }

    @Option(
            names = "--trace-sampling",
            paramLabel = "0..1",
            description = "The share of requests whose traces are kept; those with an error are kept always.")
    private @Nullable Double sampling;

    @Option(
            names = "--trace-queries",
            arity = "1",
            paramLabel = "true|false",
            description = "Whether traces have the queries of requests.")
    private @Nullable Boolean queries;

    @Mixin
    private final CallbackOptions callbacks = new CallbackOptions();

    @Mixin
    private final JwtOptions jwt = new JwtOptions();

    @Override
    void check() {
        try {
            quota = limit.quota();
        } catch (IllegalArgumentException e) {
            throw wrongUsage(String.valueOf(e.getMessage()));
        }
        if (plan != null && quota != null) {
            throw wrongUsage("--plan and --limit are mutually exclusive");
        }
        if (plan == null
                && quota == null
                && origins == null
                && sampling == null
                && queries == null
                && callbacks.isEmpty()
                && jwt.isEmpty()) {
            throw wrongUsage(
                    "nothing to update (expected --plan, --limit, --cors-origin, --no-cors-origins, --trace-sampling,"
                            + " --trace-queries, --callback-origin, --no-callbacks, --callback-private-addresses,"
                            + " --jwt-issuer and what goes with it, or --no-jwt)");
        }
        try {
            Plan.named(plan == null ? ProjectSettings.DEFAULT.plan() : plan);
            CorsPolicy.of(origins == null ? List.of() : origins(origins));
            traces(TraceSettings.DEFAULT);
            callbacks.check();
            jwt.check();
        } catch (IllegalArgumentException e) {
            throw wrongUsage(String.valueOf(e.getMessage()));
        }
    }

    @Override
    void run(String projectName, Store store) {
        ProjectSettings before = store.projects().settings(projectName);
        ProjectSettings after = before.withTraces(traces(before.traces()));
        if (plan != null) {
            after = after.withPlan(plan);
        }
        if (quota != null) {
            after = after.withLimit(quota);
        }
        if (origins != null) {
            after = after.withCorsOrigins(origins(origins));
        }
        try {
            after = after.withCallbacks(callbacks.change(before.callbacks())).withJwt(jwt.change(before.jwt()));
        } catch (IllegalArgumentException e) {
            throw wrongUsage(String.valueOf(e.getMessage()));
        }
        store.projects().update(projectName, after);
        SettingsLines.of(projectName, after).forEach(this::out);
    }

    private TraceSettings traces(TraceSettings before) {
        return new TraceSettings(
                sampling == null ? before.sampling() : sampling, queries == null ? before.queries() : queries);
    }

    private static List<String> origins(Origins chosen) {
        return chosen.none || chosen.given == null
                ? List.of()
                : chosen.given.stream().distinct().toList();
    }
}

package io.fluxgateway.cli;

import io.fluxgateway.cors.CorsPolicy;
import io.fluxgateway.jdbc.SqliteStore;
import io.fluxgateway.limit.Plan;
import io.fluxgateway.project.ProjectSettings;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code flux project}. A running server follows each change within a second. */
@Command(
        name = "project",
        description = "Shows and changes the settings of a project.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND")
final class ProjectCommand implements Runnable {
    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
        throw wrongUsage("Missing command (expected one of show, update)");
    }

    @Command(
            name = "show",
            description = "Shows the settings.",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class)
    int show(@Mixin ProjectOption option) throws CommandFailedException {
        Project project = option.project();
        try (SqliteStore store = project.openStore()) {
            print(project, store.projects().settings(project.name()));
        }
        return CommandLine.ExitCode.OK;
    }

    /** Either new origins or none. */
    static final class Origins {
        @Option(
                names = "--cors-origin",
                paramLabel = "URL",
                description = {
                    "Origin whose pages may call the functions; again for more. Replaces those set before.",
                    "https://your-app.com, https://*.example.com or *"
                })
        private List<String> origins = List.of();

        @Option(names = "--no-cors-origins", description = "Back to the default: any origin may GET, none may write.")
        @SuppressWarnings("UnusedVariable") // it stands for the empty list of origins
        private boolean none;
    }

    @Command(
            name = "update",
            description = "Changes what is named, and leaves the rest.",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class,
            footer = {"", "Example: flux project update --plan pro --cors-origin https://your-app.com"})
    int update(
            @Mixin ProjectOption option,
            @Option(names = "--plan", paramLabel = "PLAN", description = "free, pro or team.") @Nullable String plan,
            @ArgGroup(exclusive = true) @Nullable Origins origins)
            throws CommandFailedException {
        if (plan == null && origins == null) {
            throw wrongUsage("Nothing to change (expected --plan, --cors-origin or --no-cors-origins)");
        }
        try {
            if (plan != null) {
                Plan.named(plan);
            }
            if (origins != null) {
                CorsPolicy.of(origins.origins);
            }
        } catch (IllegalArgumentException e) {
            throw wrongUsage(String.valueOf(e.getMessage()));
        }
        Project project = option.project();
        try (SqliteStore store = project.openStore()) {
            ProjectSettings old = store.projects().settings(project.name());
            ProjectSettings changed = new ProjectSettings(
                    plan == null ? old.plan() : plan, origins == null ? old.corsOrigins() : origins.origins);
            store.projects().update(project.name(), changed);
            print(project, changed);
        }
        return CommandLine.ExitCode.OK;
    }

    private void print(Project project, ProjectSettings settings) {
        Plan plan = Plan.named(settings.plan());
        Console console = Console.of(spec);
        console.out("project  " + project.name());
        console.out(
                "plan     " + plan.name() + "   " + plan.perMinute() + " requests a minute, bursts of " + plan.burst());
        console.out("origins  "
                + (settings.corsOrigins().isEmpty()
                        ? "none: pages of any origin may GET, none may write"
                        : String.join(" ", settings.corsOrigins())));
    }

    private ParameterException wrongUsage(String message) {
        if (spec == null) {
            throw new IllegalStateException("picocli has not set the command's specification");
        }
        return new ParameterException(spec.commandLine(), message);
    }
}

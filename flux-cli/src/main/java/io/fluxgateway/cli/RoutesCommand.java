package io.fluxgateway.cli;

import io.fluxgateway.route.RouteTable;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code flux routes}. */
@Command(
        name = "routes",
        description = "Lists the routes of a project, and checks its flux.json files.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {"", "Example: flux routes samples/shop"})
final class RoutesCommand implements Callable<Integer> {
    @Parameters(
            arity = "0..1",
            paramLabel = "DIR",
            description = "Project folder. Default: the nearest folder upwards with functions/.")
    private @Nullable Path folder;

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Path project = folder == null ? Project.upwardsFrom(Path.of("")).folder() : folder;
        RouteTable table = RouteTable.load(project);
        RouteListing.lines(table).forEach(Console.of(spec)::out);
        return CommandLine.ExitCode.OK;
    }
}

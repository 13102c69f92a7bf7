package io.fluxgateway.cli;

import io.fluxgateway.cli.project.RouteLines;
import io.fluxgateway.route.RouteTable;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code flux routes}. */
@Command(
        name = "routes",
        description = "Check the functions of a project and show their routes.",
        footer = {"  flux routes", "  flux routes samples/shop"})
final class RoutesCommand extends BaseCommand implements Callable<Integer> {
    @Parameters(
            arity = "0..1",
            paramLabel = "DIR",
            description = "Folder of the project. Default: the nearest one upwards with functions/.")
    private @Nullable Path dir;

    @Override
    public Integer call() throws Exception {
        RouteLines.of(RouteTable.load(project(dir).path())).forEach(this::out);
        return 0;
    }
}

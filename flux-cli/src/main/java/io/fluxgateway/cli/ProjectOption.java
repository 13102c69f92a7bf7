package io.fluxgateway.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --dir}: which project a command is about. */
final class ProjectOption {
    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "Project folder. Default: the nearest folder upwards with functions/.")
    private @Nullable Path folder;

    Project project() throws CommandFailedException {
        return folder == null ? Project.upwardsFrom(Path.of("")) : Project.at(folder);
    }
}

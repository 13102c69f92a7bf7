package io.fluxgateway.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --dir}: names the project. */
final class DirOption {
    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "Folder of the project. Default: the nearest one upwards with functions/.")
    @Nullable
    Path dir;
}

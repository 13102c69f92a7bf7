package io.fluxgateway.cli;

import io.fluxgateway.cli.project.NoProjectException;
import io.fluxgateway.cli.project.ProjectFolder;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What all commands have: {@code --help}, {@code --version}, two streams and their surroundings. */
@Command(
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        usageHelpAutoWidth = true,
        descriptionHeading = "%n",
        parameterListHeading = "%n",
        optionListHeading = "%n",
        commandListHeading = "%nCommands:%n",
        footerHeading = "%nExamples:%n")
abstract class BaseCommand {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    final Console console() {
        return new Console(spec.commandLine().getOut(), spec.commandLine().getErr(), surroundings());
    }

    /** Prints a line of the result. */
    final void out(String line) {
        console().out(line);
    }

    /** Prints a line for the user, that is not part of the result. */
    final void err(String line) {
        console().err(line);
    }

    /** Writes over the line before, on a terminal. */
    final void errInPlace(String text) {
        PrintWriter err = spec.commandLine().getErr();
        err.print(text);
        err.flush();
    }

    final Surroundings surroundings() {
        return ((FluxCommand) spec.root().userObject()).here();
    }

    /** The folder that the user named, or else the nearest with functions. */
    final ProjectFolder project(@Nullable Path named) throws NoProjectException {
        return surroundings().project(named);
    }

    /** The user called the command in a wrong way. */
    final ParameterException wrongUsage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}

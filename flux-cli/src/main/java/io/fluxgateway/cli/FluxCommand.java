package io.fluxgateway.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;

/** {@code flux}: the roof of all commands. */
@Command(
        name = "flux",
        description = "The front door of your functions: API keys, quotas, routes, CORS and traces.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DevCommand.class,
            RoutesCommand.class,
            ApiKeysCommand.class,
            ProjectCommand.class,
            TraceCommand.class,
            TailCommand.class,
            LogsCommand.class
        },
        footer = {"", "\"flux COMMAND --help\" tells more. FLUX_DEBUG=1 shows where a failure comes from."})
final class FluxCommand extends CommandGroup {
    private final Surroundings surroundings;

    private FluxCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** The command line of a call. It never ends the process; output is plain text on any terminal. */
    static CommandLine commandLine(Surroundings surroundings, PrintWriter out, PrintWriter err) {
        return new CommandLine(new FluxCommand(surroundings))
                .setOut(out)
                .setErr(err)
                .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
                .setExecutionExceptionHandler(new Failures(surroundings.debug()))
                .setParameterExceptionHandler(new UsageErrors());
    }

    Surroundings here() {
        return surroundings;
    }
}

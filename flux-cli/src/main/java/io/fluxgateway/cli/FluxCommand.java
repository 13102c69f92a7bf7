package io.fluxgateway.cli;

import java.io.PrintWriter;
import java.util.Arrays;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The {@code flux} command. Exit codes: 0 done, 1 failed, 2 wrong usage. */
@Command(
        name = "flux",
        description = "The front door of a set of functions: API keys, quotas, routes, CORS and traces.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {DevCommand.class, ApiKeysCommand.class, RoutesCommand.class, ProjectCommand.class},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:failed; one line on standard error says why", "2:wrong usage"})
final class FluxCommand implements Runnable {
    private static final String DEBUG = "FLUX_DEBUG";

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    FluxCommand() {
        spec = CommandLine.Model.CommandSpec.create(); // replaced by picocli
    }

    /** Runs a command line, and returns its exit code. */
    static int run(PrintWriter out, PrintWriter err, String... arguments) {
        return new CommandLine(new FluxCommand())
                .setOut(out)
                .setErr(err)
                .setUsageHelpAutoWidth(true)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(FluxCommand::wrongUsage)
                .setExecutionExceptionHandler(FluxCommand::failed)
                .execute(arguments);
    }

    /** Without a subcommand there is nothing to do. */
    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "Missing command (expected one of "
                        + String.join(", ", spec.subcommands().keySet()) + ")");
    }

    private static int wrongUsage(ParameterException e, String[] arguments) {
        CommandLine command = e.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("flux: " + e.getMessage());
        CommandLine.UnmatchedArgumentException.printSuggestions(e, err);
        err.println("Try \"" + command.getCommandSpec().qualifiedName() + " --help\".");
        return ExitCode.USAGE;
    }

    private static int failed(Exception e, CommandLine command, ParseResult parsed) {
        PrintWriter err = command.getErr();
        boolean debug = System.getenv(DEBUG) != null;
        if (UserErrors.isExpected(e)) {
            String[] lines = String.valueOf(e.getMessage()).split("\n", -1);
            if (lines.length == 1) {
                err.println("flux: " + lines[0]);
            } else {
                err.println("flux: " + lines.length + " problems");
                Arrays.stream(lines).forEach(line -> err.println("  " + line));
            }
        } else {
            err.println("flux: internal error: " + e + (debug ? "" : " (" + DEBUG + "=1 shows where)"));
        }
        if (debug) {
            e.printStackTrace(err);
        }
        return ExitCode.SOFTWARE;
    }
}

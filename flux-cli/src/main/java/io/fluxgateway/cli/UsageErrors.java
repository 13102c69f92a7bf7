package io.fluxgateway.cli;

import java.io.PrintWriter;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says in a line what was wrong with the call, what may have been meant, and where to read on. */
final class UsageErrors implements IParameterExceptionHandler {
    /** A password may be among them, also of a URL in the wrong place. */
    private static final Pattern URL_PARAMETERS = Pattern.compile("(jdbc:[^\\s?'\"]*)\\?[^\\s'\"]*");

    @Override
    public int handleParseException(ParameterException error, String[] args) {
        CommandLine command = error.getCommandLine();
        PrintWriter err = command.getErr();
        if (error instanceof CommandGroup.MissingSubcommandException) {
            command.usage(err);
            return ExitCode.USAGE;
        }
        err.println("flux: "
                + URL_PARAMETERS.matcher(String.valueOf(error.getMessage())).replaceAll("$1?..."));
        if (!UnmatchedArgumentException.printSuggestions(error, err)) {
            err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        }
        return ExitCode.USAGE;
    }
}

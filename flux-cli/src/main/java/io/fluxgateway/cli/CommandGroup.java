package io.fluxgateway.cli;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that does nothing without a subcommand: it shows its help and calls that wrong usage. */
abstract class CommandGroup extends BaseCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec group;

    @Override
    public final void run() {
        throw new MissingSubcommandException(group.commandLine());
    }

    /** The help is all there is to say. */
    static final class MissingSubcommandException extends CommandLine.ParameterException {
        private static final long serialVersionUID = 1L;

        MissingSubcommandException(CommandLine commandLine) {
            super(commandLine, "a command is missing");
        }
    }
}

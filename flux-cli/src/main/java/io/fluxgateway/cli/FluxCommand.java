package io.fluxgateway.cli;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;

/** {@code flux}: the roof of all commands. */
@Command(
        name = "flux",
        description = "The front door of your functions: API keys, quotas, routes, CORS and traces.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "  flux init shop",
            "  flux dev shop",
            "  flux invoke hello --dir shop",
            "",
            "\"flux COMMAND --help\" tells more. FLUX_DEBUG=1 shows where a failure comes from."
        })
final class FluxCommand extends CommandGroup {
    /** In the order in which the help lists them. */
    private static final Map<String, Class<?>> COMMANDS = new LinkedHashMap<>();

    static {
        COMMANDS.put("init", InitCommand.class);
        COMMANDS.put("dev", DevCommand.class);
        COMMANDS.put("invoke", InvokeCommand.class);
        COMMANDS.put("deploy", DeployCommand.class);
        COMMANDS.put("serve", ServeCommand.class);
        COMMANDS.put("deployments", DeploymentsCommand.class);
        COMMANDS.put("rollback", RollbackCommand.class);
        COMMANDS.put("routes", RoutesCommand.class);
        COMMANDS.put("api-keys", ApiKeysCommand.class);
        COMMANDS.put("project", ProjectCommand.class);
        COMMANDS.put("queue", QueueCommand.class);
        COMMANDS.put("trace", TraceCommand.class);
        COMMANDS.put("tail", TailCommand.class);
        COMMANDS.put("logs", LogsCommand.class);
        COMMANDS.put("trust", TrustCommand.class);
        COMMANDS.put("doctor", DoctorCommand.class);
        COMMANDS.put("completion", CompletionCommand.class);
    }

    private final Surroundings surroundings;

    private FluxCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /**
     * The command line of a call. It never ends the process; output is plain text on any terminal.
     *
     * @param args what it will execute: if that names a command, only that one is made, which halves the time it takes; all
     *     of them otherwise
     */
    static CommandLine commandLine(Surroundings surroundings, PrintWriter out, PrintWriter err, String... args) {
        CommandLine line = new CommandLine(new FluxCommand(surroundings));
        Class<?> only = args.length == 0 ? null : COMMANDS.get(args[0]);
        if (only == null) {
            COMMANDS.forEach(line::addSubcommand);
        } else {
            line.addSubcommand(args[0], only);
        }
        return line.setOut(out)
                .setErr(err)
                .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
                .setExecutionExceptionHandler(new Failures(surroundings.debug()))
                .setParameterExceptionHandler(new UsageErrors());
    }

    Surroundings here() {
        return surroundings;
    }
}

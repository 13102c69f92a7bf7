package io.fluxgateway.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import picocli.CommandLine.Help.Ansi;

/** The {@code flux} program. */
public final class Main {
    private Main() {}

    /** Runs the command and ends the process with its exit code: 0 done, 1 failed, 2 wrong usage. */
    public static void main(String[] args) {
        Surroundings surroundings = new Surroundings(
                Path.of(""),
                Clock.system(ZoneId.systemDefault()),
                System.getenv(),
                Surroundings.colours(System.getenv(), Ansi.AUTO.enabled()));
        Logging.configure(surroundings.debug());
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        int exitCode = FluxCommand.commandLine(surroundings, out, err, args).execute(args);
        out.flush();
        err.flush();
        System.exit(exitCode);
    }
}

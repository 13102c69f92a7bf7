package io.fluxgateway.cli;

import java.io.File;
import java.io.IOException;
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
                Surroundings.colours(System.getenv(), isColourful()));
        Logging.configure(surroundings.debug());
        if (ShortCall.of(surroundings, args) != null) {
            Logging.startLate();
        }
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        int exitCode = run(new Console(out, err, surroundings), args);
        out.flush();
        err.flush();
        System.exit(exitCode);
    }

    /** Runs the command and returns its exit code. */
    static int run(Console console, String... args) {
        if (args.length == 1 && (args[0].equals("--version") || args[0].equals("-V"))) {
            return version(console);
        }
        ShortCall call = ShortCall.of(console.surroundings(), args);
        return call != null
                ? call.run(console)
                : FluxCommand.commandLine(console.surroundings(), console.out(), console.err(), args)
                        .execute(args);
    }

    /** Without picocli, which would make all commands before it tells. */
    private static int version(Console console) {
        try {
            for (String line : new Version().getVersion()) {
                console.out(line);
            }
            return 0;
        } catch (IOException e) {
            return new Failures(console.surroundings().debug()).report(e, console.err());
        }
    }

    /** As picocli tells it, but without loading it where the output is no terminal and nothing asks for colours. */
    @SuppressWarnings("SystemConsoleNull") // where it never is, picocli asks it more
    private static boolean isColourful() {
        boolean windows = File.separatorChar == '\\'; // there are terminals that Java does not see
        boolean asked = System.getenv("CLICOLOR_FORCE") != null || System.getProperty("picocli.ansi") != null;
        return (windows || asked || System.console() != null) && Ansi.AUTO.enabled();
    }
}

package io.fluxgateway.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

/** What a call of the command line gave. */
public record FluxCall(int exitCode, String out, String err) {
    /** In place of the home of whoever runs the tests. */
    public static final Path HOME = Path.of("target", "home").toAbsolutePath();

    /** Runs a command in that folder. */
    public static FluxCall in(Path folder, String... args) {
        return with(new Surroundings(folder, Clock.systemUTC(), Map.of("FLUX_HOME", HOME.toString())), args);
    }

    static FluxCall with(Surroundings surroundings, String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode =
                Main.run(new Console(new PrintWriter(out, true), new PrintWriter(err, true), surroundings), args);
        return new FluxCall(exitCode, out.toString(), err.toString());
    }
}

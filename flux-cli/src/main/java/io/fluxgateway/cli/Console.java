package io.fluxgateway.cli;

import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** Where a command prints: results to standard output, everything else to standard error. Thread-safe. */
record Console(PrintWriter stdout, PrintWriter stderr) {
    static Console of(@Nullable CommandSpec spec) {
        if (spec == null) {
            throw new IllegalStateException("picocli has not set the command's specification");
        }
        return new Console(spec.commandLine().getOut(), spec.commandLine().getErr());
    }

    void out(String line) {
        stdout.println(line);
        stdout.flush();
    }

    void err(String line) {
        stderr.println(line);
        stderr.flush();
    }
}

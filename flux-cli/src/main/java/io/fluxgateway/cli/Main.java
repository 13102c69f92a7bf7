package io.fluxgateway.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** Starts the {@code flux} command. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        Logs.configure();
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(FluxCommand.run(out, err, arguments));
    }
}

package io.fluxgateway.cli;

import io.fluxgateway.jdbc.TraceReader;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code flux trace}. */
@Command(
        name = "trace",
        description = "Show what became of a request: what the gateway decided, what its function did and logged.",
        footer = {"  flux trace 8b4973c5", "  flux trace 8b4973c5 --json"})
final class TraceCommand extends TraceStoreCommand {
    private static final int LONGEST = 32;

    @Parameters(
            arity = "1..2",
            hideParamSyntax = true,
            paramLabel = "ID",
            description = "The request's ID, from the x-request-id of its response; its first digits do if no other ID"
                    + " starts with them. The whole line of the response does as well.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private List<String> words;

    private String id = "";

    @Override
    void check() {
        String given = String.join(" ", words).strip();
        id = given.toLowerCase(Locale.ROOT).replaceFirst("^x-request-id:\\s*", "");
        if (!id.matches("[0-9a-f]{1," + LONGEST + "}")) {
            throw wrongUsage("ID: \"" + given + "\" (expected: 1 to " + LONGEST
                    + " hexadecimal digits, as in the x-request-id of a response)");
        }
    }

    @Override
    void run(TraceReader store) throws CommandFailedException {
        new TraceView(id, json()).show(store, console());
    }
}

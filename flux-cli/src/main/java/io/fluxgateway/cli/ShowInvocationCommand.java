package io.fluxgateway.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code flux queue show}. */
@Command(
        name = "show",
        description = "Show all that is kept of a queued call: how it stands, and how its last attempt ended.",
        footer = {"  flux queue show 5be02c11", "  flux queue show 5be02c11 --json"})
final class ShowInvocationCommand extends InvocationCommand {
    @Parameters(paramLabel = "ID", description = InvocationId.DESCRIPTION)
    private String given = "";

    @Option(names = "--json", description = "One JSON object, for programs.")
    private boolean json;

    @Override
    String given() {
        return given;
    }

    @Override
    QueueView view() {
        return new InvocationView(id(), json);
    }
}

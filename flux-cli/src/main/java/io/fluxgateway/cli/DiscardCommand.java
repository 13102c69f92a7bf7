package io.fluxgateway.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code flux queue discard}. */
@Command(
        name = "discard",
        description = "Give up a call that has not succeeded: it runs no more, and cannot be replayed.",
        footer = {"  flux queue discard 5be02c11"})
final class DiscardCommand extends InvocationCommand {
    @Parameters(paramLabel = "ID", description = InvocationId.DESCRIPTION)
    private String given = "";

    @Override
    String given() {
        return given;
    }

    @Override
    QueueView view() {
        return new DiscardView(id());
    }
}

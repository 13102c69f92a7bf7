package io.fluxgateway.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code flux queue replay}. */
@Command(
        name = "replay",
        description =
                "Run a call again that is a dead letter or has failed, at once and with a new series of attempts.",
        footer = {"  flux queue replay 5be02c11", "  flux queue replay --all-dead"})
final class ReplayCommand extends InvocationCommand {
    @Parameters(arity = "0..1", paramLabel = "ID", description = InvocationId.DESCRIPTION)
    private @Nullable String given;

    @Option(names = "--all-dead", description = "Run all dead letters again.")
    private boolean allDead;

    @Override
    void checkOptions() {
        if (allDead == (given != null)) {
            throw wrongUsage(allDead ? "ID and --all-dead are mutually exclusive" : "expected an ID or --all-dead");
        }
        if (!allDead) {
            super.checkOptions();
        }
    }

    @Override
    String given() {
        return given == null ? "" : given;
    }

    @Override
    QueueView view() {
        return allDead ? ReplayView.allDead() : new ReplayView(id());
    }
}

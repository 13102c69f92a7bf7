package io.fluxgateway.cli;

import picocli.CommandLine.Command;

/** {@code flux queue}. */
@Command(
        name = "queue",
        description =
                "Show the queued calls of async functions, and what became of them; replay or discard them. Without a"
                        + " command: list.",
        synopsisSubcommandLabel = "[COMMAND]",
        subcommands = {ListQueueCommand.class, ShowInvocationCommand.class, ReplayCommand.class, DiscardCommand.class},
        footer = {"  flux queue", "  flux queue --status dead", "  flux queue show 5be02c11"})
final class QueueCommand extends ListInvocations {}

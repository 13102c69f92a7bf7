package io.fluxgateway.cli;

import picocli.CommandLine.Command;

/** {@code flux queue list}. */
@Command(
        name = "list",
        description = "List the queued calls that there are, the last one first, and how many there are in all.",
        footer = {"  flux queue list --status dead", "  flux queue list --function send_receipt --last 100 --json"})
final class ListQueueCommand extends ListInvocations {}

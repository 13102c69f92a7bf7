package io.fluxgateway.cli;

import picocli.CommandLine.Command;

/** {@code flux deployments}. */
@Command(
        name = "deployments",
        description = "What was deployed of a project.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {ListDeploymentsCommand.class},
        footer = "  flux deployments list")
final class DeploymentsCommand extends CommandGroup {}

package io.fluxgateway.cli;

import picocli.CommandLine.Command;

/** {@code flux project}. */
@Command(
        name = "project",
        description = "Show and change the settings of a project.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {ShowProjectCommand.class, UpdateProjectCommand.class, CallbackSecretCommand.class},
        footer = {"  flux project show", "  flux project update --plan pro"})
final class ProjectCommand extends CommandGroup {}

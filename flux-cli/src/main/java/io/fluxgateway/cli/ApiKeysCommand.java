package io.fluxgateway.cli;

import picocli.CommandLine.Command;

/** {@code flux api-keys}. */
@Command(
        name = "api-keys",
        description = "Make, replace, list and revoke the API keys of a project.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {CreateKeyCommand.class, RotateKeyCommand.class, ListKeysCommand.class, RevokeKeyCommand.class},
        footer = {"  flux api-keys create --name production-server", "  flux api-keys list"})
final class ApiKeysCommand extends CommandGroup {}

package io.fluxgateway.cli;

import io.fluxgateway.auth.ProjectKeys;
import io.fluxgateway.jdbc.Store;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code flux api-keys revoke}. */
@Command(
        name = "revoke",
        description =
                "Revoke an API key for good, and all that it replaced. Running servers refuse them within a second.",
        footer = {"  flux api-keys revoke production-server"})
final class RevokeKeyCommand extends StoreCommand {
    @Parameters(paramLabel = "NAME", description = "Name of the key.")
    private String name = "";

    @Override
    void run(String projectName, Store store) throws CommandFailedException {
        ProjectKeys keys =
                new ProjectKeys(projectName, store.keys(), surroundings().clock());
        if (!keys.revoke(name)) {
            throw KeyLines.unknown(name, keys.list());
        }
        err("Revoked " + name + ".");
    }
}

package io.fluxgateway.cli;

import io.fluxgateway.auth.ApiKeySecret;
import io.fluxgateway.auth.KeyNameTakenException;
import io.fluxgateway.auth.ProjectKeys;
import io.fluxgateway.jdbc.Store;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code flux api-keys create}. */
@Command(name = "create", description = "Make an API key. It goes to standard output, alone; it is shown this once.")
final class CreateKeyCommand extends StoreCommand {
    @Option(names = "--name", required = true, paramLabel = "NAME", description = "What to call it.")
    private String name = "";

    @Override
    void run(String projectName, Store store) throws CommandFailedException {
        ProjectKeys keys =
                new ProjectKeys(projectName, store.keys(), surroundings().clock());
        try {
            out(keys.create(name, ApiKeySecret.Mode.LIVE).reveal());
        } catch (IllegalArgumentException e) {
            throw wrongUsage(String.valueOf(e.getMessage()));
        } catch (KeyNameTakenException e) {
            throw new CommandFailedException(e.getMessage() + "; choose another name, or revoke it first");
        }
        err("Keep it now: it cannot be shown again.");
    }
}

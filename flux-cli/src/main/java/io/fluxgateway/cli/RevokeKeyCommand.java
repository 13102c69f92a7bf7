package io.fluxgateway.cli;

import io.fluxgateway.auth.ApiKey;
import io.fluxgateway.auth.ProjectKeys;
import io.fluxgateway.jdbc.Store;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code flux api-keys revoke}. */
@Command(name = "revoke", description = "Revoke an API key for good. Running servers refuse it within a second.")
final class RevokeKeyCommand extends StoreCommand {
    private static final int MOST_NAMES = 20;

    @Parameters(paramLabel = "NAME", description = "Name of the key.")
    private String name = "";

    @Override
    void run(String projectName, Store store) throws CommandFailedException {
        ProjectKeys keys =
                new ProjectKeys(projectName, store.keys(), surroundings().clock());
        if (!keys.revoke(name)) {
            throw new CommandFailedException("no API key named \"" + name + "\" (" + known(keys.list()) + ")");
        }
        err("Revoked " + name + ".");
    }

    private static String known(List<ApiKey> keys) {
        if (keys.isEmpty()) {
            return "there are none";
        }
        String names = keys.stream().limit(MOST_NAMES).map(ApiKey::name).collect(Collectors.joining(", "));
        return "there " + (keys.size() == 1 ? "is" : "are") + " " + names + (keys.size() > MOST_NAMES ? ", ..." : "");
    }
}

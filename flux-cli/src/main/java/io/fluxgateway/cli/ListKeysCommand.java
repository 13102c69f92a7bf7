package io.fluxgateway.cli;

import io.fluxgateway.auth.ApiKey;
import io.fluxgateway.auth.ProjectKeys;
import io.fluxgateway.jdbc.Store;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code flux api-keys list}. */
@Command(
        name = "list",
        description =
                "List the API keys that were not revoked, oldest first. When they were used last may lag by a minute.",
        footer = {"  flux api-keys list", "  flux api-keys list --dir shop --json"})
final class ListKeysCommand extends StoreCommand {
    @Option(names = "--json", description = "One JSON array, for programs.")
    private boolean json;

    @Override
    void run(String projectName, Store store) {
        Clock clock = surroundings().clock();
        ProjectKeys project = new ProjectKeys(projectName, store.keys(), clock);
        List<ApiKey> keys = project.list();
        Map<String, Instant> used = project.lastUsed();
        if (json) {
            out(KeysJson.of(keys, used, clock.instant()));
            return;
        }
        if (keys.isEmpty()) {
            err("No API keys. Make one: flux api-keys create --name NAME");
        }
        KeyLines.of(keys, used, clock.instant()).forEach(this::out);
    }
}

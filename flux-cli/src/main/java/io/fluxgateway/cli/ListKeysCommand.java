package io.fluxgateway.cli;

import io.fluxgateway.auth.ApiKey;
import io.fluxgateway.auth.ProjectKeys;
import io.fluxgateway.cli.project.Columns;
import io.fluxgateway.jdbc.Store;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code flux api-keys list}. */
@Command(name = "list", description = "List the API keys that work, oldest first.")
final class ListKeysCommand extends StoreCommand {
    @Override
    void run(String projectName, Store store) {
        Clock clock = surroundings().clock();
        List<ApiKey> keys = new ProjectKeys(projectName, store.keys(), clock).list();
        if (keys.isEmpty()) {
            err("No API keys. Make one: flux api-keys create --name NAME");
        }
        Columns columns = new Columns("   ");
        for (ApiKey key : keys) {
            Duration age = Duration.between(key.createdAt(), clock.instant());
            columns.row("  " + key.name(), key.preview() + "...", "created " + Age.of(age));
        }
        columns.lines().forEach(this::out);
    }
}

package io.fluxgateway.cli;

import io.fluxgateway.cli.deploy.DeploymentLines;
import io.fluxgateway.jdbc.Store;
import java.time.Duration;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code flux deployments list}. */
@Command(
        name = "list",
        description = "List the deployments that are kept, newest first, and which of them is live.",
        footer = {"  flux deployments list", "  flux deployments list --json"})
final class ListDeploymentsCommand extends StoreCommand {
    @Option(names = "--json", description = "One array of objects, for programs.")
    private boolean json;

    @Override
    void run(String projectName, Store store) {
        DeploymentLines lines = DeploymentLines.of(store.deployments(), projectName);
        if (json) {
            out(lines.json());
            return;
        }
        if (lines.isEmpty()) {
            err("Nothing was deployed yet. Do it: flux deploy");
        }
        Instant now = surroundings().clock().instant();
        lines.text(at -> Age.of(Duration.between(at, now))).forEach(this::out);
    }
}

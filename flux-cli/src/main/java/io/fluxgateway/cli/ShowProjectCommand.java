package io.fluxgateway.cli;

import io.fluxgateway.jdbc.Store;
import picocli.CommandLine.Command;

/** {@code flux project show}. */
@Command(
        name = "show",
        description = "Show the plan or limit, the CORS origins and the callbacks of a project.",
        footer = {"  flux project show", "  flux project show --dir shop"})
final class ShowProjectCommand extends StoreCommand {
    @Override
    void run(String projectName, Store store) {
        SettingsLines.of(projectName, store.projects().settings(projectName)).forEach(this::out);
    }
}

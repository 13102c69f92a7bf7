package io.fluxgateway.cli;

import io.fluxgateway.jdbc.Store;
import io.fluxgateway.project.ProjectSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code flux project show}. */
@Command(
        name = "show",
        description = "Show the plan or limit, the CORS origins, the callbacks of a project, and whose JWTs it takes.",
        footer = {"  flux project show", "  flux project show --dir shop --json"})
final class ShowProjectCommand extends StoreCommand {
    @Option(names = "--json", description = "One JSON object, for programs.")
    private boolean json;

    @Override
    void run(String projectName, Store store) {
        ProjectSettings settings = store.projects().settings(projectName);
        if (json) {
            out(SettingsJson.of(projectName, settings));
        } else {
            SettingsLines.of(projectName, settings).forEach(this::out);
        }
    }
}

package io.fluxgateway.cli;

import io.fluxgateway.cli.project.NoProjectException;
import io.fluxgateway.cli.project.ProjectName;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --database} and {@code --project}: name another store than the project's own file, and a project in it. */
final class StoreOptions {
    @Option(
            names = "--database",
            paramLabel = "URL",
            description = "PostgreSQL database with keys, settings, deployments, queued calls and traces:"
                    + " jdbc:postgresql://HOST[:PORT]/DATABASE. User and password are taken from PGUSER and PGPASSWORD if the URL has none. Default: FLUX_DATABASE_URL, else"
                    + " the project's own file below .flux/.")
    @Nullable
    String database;

    @Option(
            names = "--project",
            paramLabel = "NAME",
            description = "Name of the project in the store. Default: the name of its folder.")
    @Nullable
    String project;

    /** The database that the user named; null if there is none. */
    @Nullable
    NamedDatabase database(BaseCommand command) {
        Map<String, String> environment = command.surroundings().environment();
        String url = database == null ? environment.getOrDefault(NamedDatabase.VARIABLE, "") : database;
        if (database == null && url.isEmpty()) {
            return null;
        }
        NamedDatabase named = new NamedDatabase(
                url, environment.getOrDefault("PGUSER", ""), environment.getOrDefault("PGPASSWORD", ""));
        try {
            var unused = named.store(command.surroundings().clock());
            return named;
        } catch (IllegalArgumentException e) {
            throw command.wrongUsage((database == null ? NamedDatabase.VARIABLE + ": " : "") + e.getMessage());
        }
    }

    /** The project that the user named; null if none was named. */
    @Nullable
    String project(BaseCommand command) {
        return project == null ? null : checked(project, command);
    }

    /**
     * The project's name in a database. A shared one has many projects: which one is meant must be beyond doubt.
     *
     * @param dir the folder that the user named; null for the nearest
     */
    String projectInDatabase(@Nullable Path dir, BaseCommand command) throws NoProjectException {
        if (project != null) {
            return checked(project, command);
        }
        try {
            return checked(command.project(dir).withKeys().name(), command);
        } catch (NoProjectException e) {
            throw new NoProjectException(e.getMessage() + "; name the project with --project NAME", e);
        }
    }

    private String checked(String name, BaseCommand command) {
        try {
            return ProjectName.checked(name);
        } catch (IllegalArgumentException e) {
            throw command.wrongUsage(
                    e.getMessage() + (project == null ? "; name the project with --project NAME" : ""));
        }
    }
}

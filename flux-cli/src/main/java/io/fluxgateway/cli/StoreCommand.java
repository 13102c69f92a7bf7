package io.fluxgateway.cli;

import io.fluxgateway.cli.project.NoProjectException;
import io.fluxgateway.cli.project.ProjectFolder;
import io.fluxgateway.cli.project.ProjectName;
import io.fluxgateway.jdbc.PostgresStore;
import io.fluxgateway.jdbc.PostgresStoreBuilder;
import io.fluxgateway.jdbc.SqliteStore;
import io.fluxgateway.jdbc.Store;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;

/** A command that reads or changes the state of a project. */
abstract class StoreCommand extends BaseCommand implements Callable<Integer> {
    private static final String URL_VARIABLE = "FLUX_DATABASE_URL";

    @Mixin
    private final DirOption named = new DirOption();

    @Mixin
    private final StoreOptions options = new StoreOptions();

    @Override
    public Integer call() throws Exception {
        check();
        String name = options.project == null ? null : checked(options.project);
        PostgresStoreBuilder database = database();
        if (database != null) {
            String project = name == null ? nameOfFolder() : name;
            try (Store store = database.open()) {
                run(project, store);
            }
            return 0;
        }
        ProjectFolder project = folder().withKeys();
        try (Store store = SqliteStore.at(project.stateFolder())
                .clock(surroundings().clock())
                .open()) {
            run(name == null ? project.name() : name, store);
        }
        return 0;
    }

    /** The folder that the user named; null for the nearest. */
    @Nullable
    Path dir() {
        return named.dir;
    }

    /** The project's folder. */
    final ProjectFolder folder() throws NoProjectException {
        return project(dir());
    }

    /** Refuses a wrong call before anything is opened. */
    void check() {}

    /** The folder with the functions of a project, if the command is called for one. */
    final Optional<ProjectFolder> folderOf(String projectName) {
        try {
            return Optional.of(folder()).filter(found -> found.name().equals(projectName));
        } catch (NoProjectException e) {
            return Optional.empty(); // its state is in a database, and it is served elsewhere
        }
    }

    /** Does it. */
    abstract void run(String projectName, Store store) throws Exception;

    /** The database that the user named; null if there is none. */
    final @Nullable PostgresStoreBuilder database() {
        Map<String, String> environment = surroundings().environment();
        String variable = environment.getOrDefault(URL_VARIABLE, "");
        if (options.database == null && variable.isEmpty()) {
            return null;
        }
        PostgresStoreBuilder database;
        try {
            database = PostgresStore.at(options.database == null ? variable : options.database);
        } catch (IllegalArgumentException e) {
            throw wrongUsage((options.database == null ? URL_VARIABLE + ": " : "") + e.getMessage());
        }
        database.clock(surroundings().clock());
        String user = environment.getOrDefault("PGUSER", "");
        String password = environment.getOrDefault("PGPASSWORD", "");
        if (!user.isEmpty()) {
            database.user(user);
        }
        if (!password.isEmpty()) {
            database.password(password);
        }
        return database;
    }

    /** A shared database has many projects: which one is meant must be beyond doubt. */
    private String nameOfFolder() throws NoProjectException {
        try {
            return checked(folder().withKeys().name());
        } catch (NoProjectException e) {
            throw new NoProjectException(e.getMessage() + "; name the project with --project NAME", e);
        }
    }

    private String checked(String name) {
        try {
            return ProjectName.checked(name);
        } catch (IllegalArgumentException e) {
            throw wrongUsage(
                    e.getMessage() + (options.project == null ? "; name the project with --project NAME" : ""));
        }
    }
}

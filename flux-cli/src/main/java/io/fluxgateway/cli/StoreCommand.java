package io.fluxgateway.cli;

import io.fluxgateway.cli.project.NoProjectException;
import io.fluxgateway.cli.project.ProjectFolder;
import io.fluxgateway.jdbc.SqliteStore;
import io.fluxgateway.jdbc.Store;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;

/** A command that reads or changes the state of a project. */
abstract class StoreCommand extends BaseCommand implements Callable<Integer> {
    @Mixin
    private final DirOption named = new DirOption();

    @Mixin
    private final StoreOptions options = new StoreOptions();

    @Override
    public Integer call() throws Exception {
        check();
        String name = options.project(this);
        NamedDatabase database = database();
        if (database != null) {
            String project = options.projectInDatabase(dir(), this);
            try (Store store = database.store(surroundings().clock()).open()) {
                run(project, store);
            }
            return 0;
        }
        ProjectFolder project = folder().withKeys();
        if (runWithout(project.stateFolder())) {
            return 0;
        }
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
    void check() throws CommandFailedException {}

    /**
     * Does it without a store if the files in a state folder need not be opened, which would make them; false if they are
     * needed.
     */
    boolean runWithout(Path stateFolder) throws CommandFailedException {
        return false;
    }

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
    final @Nullable NamedDatabase database() {
        return options.database(this);
    }
}

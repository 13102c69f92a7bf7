package io.fluxgateway.cli;

import io.fluxgateway.cli.project.ProjectFolder;
import io.fluxgateway.jdbc.SqliteStore;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;

/** A command that reads or changes the state of a project. */
abstract class StoreCommand extends BaseCommand implements Callable<Integer> {
    @Mixin
    private final DirOption project = new DirOption();

    @Override
    public final Integer call() throws Exception {
        check();
        ProjectFolder folder = project(project.dir).withKeys();
        try (SqliteStore store = SqliteStore.open(folder.stateFolder())) {
            run(folder.name(), store);
        }
        return 0;
    }

    /** Refuses a wrong call before anything is opened. */
    void check() {}

    /** Does it. */
    abstract void run(String projectName, SqliteStore store) throws Exception;
}

package io.fluxgateway.cli;

import io.fluxgateway.cli.project.ProjectFolder;
import io.fluxgateway.jdbc.SqliteStore;
import io.fluxgateway.jdbc.Store;
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
        try (Store store = SqliteStore.open(folder.stateFolder())) {
            run(folder.name(), store);
        }
        return 0;
    }

    /** Refuses a wrong call before anything is opened. */
    void check() {}

    /** Does it. */
    abstract void run(String projectName, Store store) throws Exception;
}

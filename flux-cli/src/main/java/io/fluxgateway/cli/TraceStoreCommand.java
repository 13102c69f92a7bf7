package io.fluxgateway.cli;

import io.fluxgateway.cli.project.ProjectFolder;
import io.fluxgateway.cli.trace.Style;
import io.fluxgateway.jdbc.SqliteTraceStore;
import java.time.ZoneId;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A command that reads what was recorded of a project's requests. */
abstract class TraceStoreCommand extends BaseCommand implements Callable<Integer> {
    private static final long POLL_MILLIS = 200;

    @Mixin
    private final DirOption project = new DirOption();

    @Option(names = "--json", description = "One JSON object a line, for programs.")
    private boolean json;

    @Override
    public final Integer call() throws Exception {
        check();
        ProjectFolder folder = project(project.dir).withKeys();
        try (SqliteTraceStore store = SqliteTraceStore.open(folder.stateFolder())) {
            run(store);
        }
        return 0;
    }

    /** Refuses a wrong call before anything is opened. */
    void check() {}

    /** Does it. */
    abstract void run(SqliteTraceStore store) throws Exception;

    final boolean json() {
        return json;
    }

    final Style style() {
        return surroundings().colours() ? Style.COLOURED : Style.PLAIN;
    }

    final ZoneId zone() {
        return surroundings().clock().getZone();
    }

    /** Waits a little for news; false if the command is to end. */
    static boolean pause() {
        try {
            Thread.sleep(POLL_MILLIS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}

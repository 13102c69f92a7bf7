package io.fluxgateway.cli;

import io.fluxgateway.cli.project.NoProjectException;
import io.fluxgateway.jdbc.Numbered;
import io.fluxgateway.jdbc.TraceReader;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A command that reads what was recorded of a project's requests. */
abstract class TraceStoreCommand extends BaseCommand implements Callable<Integer> {
    private static final long POLL_MILLIS = 200;
    private static final int PAGE = 1_000;

    @Mixin
    private final DirOption named = new DirOption();

    @Mixin
    private final StoreOptions options = new StoreOptions();

    @Option(names = "--json", description = "One JSON object a line, for programs.")
    private boolean json;

    @Override
    public final Integer call() throws Exception {
        check();
        try (TraceReader store = open()) {
            run(store);
        }
        return 0;
    }

    private TraceReader open() throws NoProjectException {
        NamedDatabase database = options.database(this);
        if (database != null) {
            return database.traces(options.projectInDatabase(named.dir, this)).openExisting();
        }
        if (options.project(this) != null) {
            throw wrongUsage("--project: a folder has the traces of one project (expected: with --database URL or "
                    + NamedDatabase.VARIABLE + "; --dir names a folder)");
        }
        return surroundings().traces(named.dir);
    }

    /** Refuses a wrong call before anything is opened. */
    void check() {}

    /** Does it. */
    abstract void run(TraceReader store) throws Exception;

    final boolean json() {
        return json;
    }

    /** Reads a page of what was recorded after a number. */
    @FunctionalInterface
    interface Pages<T> {
        List<Numbered<T>> after(long number, int most);
    }

    /**
     * Shows what was recorded after a number, and returns the number to go on from. That is the last one of all, not of
     * those that somebody wants to see: otherwise all the rest would be read again each time.
     *
     * @param last number of the last one of all
     */
    static <T> long show(long after, long last, Pages<T> pages, Consumer<T> shown) {
        long number = Math.min(last, after); // less if all were forgotten, or a database lost its last moments
        List<Numbered<T>> page;
        do {
            page = last == number ? List.of() : pages.after(number, PAGE);
            for (Numbered<T> one : page) {
                shown.accept(one.value());
                number = one.number();
            }
        } while (page.size() == PAGE);
        return Math.max(number, last);
    }

    /** Waits a little for news; false if the command is to end, because nobody reads what it prints. */
    final boolean pause() {
        if (console().isOutClosed()) {
            return false;
        }
        try {
            Thread.sleep(POLL_MILLIS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}

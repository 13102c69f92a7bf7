package io.fluxgateway.cli;

import io.fluxgateway.cli.queue.Invocations;
import io.fluxgateway.invocation.InMemoryInvocationQueue;
import io.fluxgateway.invocation.InvocationQueue;
import io.fluxgateway.jdbc.SqliteStore;
import io.fluxgateway.jdbc.Store;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** A command about the queued invocations of a project. */
abstract class QueueStoreCommand extends StoreCommand {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec queueSpec;

    @Override
    final void check() {
        CommandLine above = queueSpec.commandLine().getParent();
        ParseResult parsed = above == null ? null : above.getParseResult();
        if (parsed != null && !parsed.matchedOptions().isEmpty()) {
            String option = parsed.matchedOptions().get(0).longestName();
            throw wrongUsage(option + ": it comes after the command (expected: " + queueSpec.qualifiedName() + " "
                    + option + " ...)");
        }
        checkOptions();
    }

    /** Refuses a wrong call before anything is opened. */
    void checkOptions() {}

    /** Where nothing was ever queued the queue is empty, and stays without a file. */
    @Override
    final boolean runWithout(Path stateFolder) throws CommandFailedException {
        if (!SqliteStore.lacksQueue(stateFolder)) {
            return false;
        }
        view().show(new Invocations(new InMemoryInvocationQueue(), List::of), console());
        return true;
    }

    @Override
    final void run(String projectName, Store store) throws CommandFailedException {
        try (InvocationQueue queue = store.queue(projectName)) {
            view().show(new Invocations(queue, () -> store.keys().list(projectName)), console());
        }
    }

    /** What is to be done, once the options are checked. */
    abstract QueueView view();
}

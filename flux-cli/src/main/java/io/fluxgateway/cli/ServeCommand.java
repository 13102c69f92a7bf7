package io.fluxgateway.cli;

import io.fluxgateway.cli.project.NoProjectException;
import io.fluxgateway.cli.project.ProjectFolder;
import io.fluxgateway.cli.serve.ServeServer;
import io.fluxgateway.cli.serve.ServeServerBuilder;
import io.fluxgateway.jdbc.Store;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code flux serve}: serves until the process is told to end. */
@Command(
        name = "serve",
        description =
                "Serve what is deployed of a project, and follow each deployment, key and setting. Without development"
                        + " key and without watching files.",
        showDefaultValues = true,
        footer = {
            "  flux serve --dir shop",
            "  flux serve --host 0.0.0.0 --tls-cert chain.pem --tls-key key.pem",
            "  flux serve --database jdbc:postgresql://db.example/shop --project shop --host 0.0.0.0 --http"
        })
final class ServeCommand extends StoreCommand {
    @Mixin
    private final ListenOptions listen = new ListenOptions();

    private @Nullable Stop stop;

    @Override
    void run(String projectName, Store store) throws Exception {
        ServeServerBuilder described = ServeServer.builder(projectName, store, stateFolder());
        NamedDatabase database = database();
        if (database != null) {
            described.traces(database.traces(projectName)); // where every node finds them
        }
        ServeServer server = listen.apply(described, this).start();
        stop = Stop.on(server);
        server.awaitClosed();
    }

    @Override
    public Integer call() throws Exception {
        try {
            return super.call();
        } finally {
            if (stop != null) {
                stop.over(); // the store is closed as well
            }
        }
    }

    @Override
    void check() throws CommandFailedException {
        listen.checkForOthers(this);
    }

    /** With a database that is elsewhere, any folder will do. */
    private Path stateFolder() throws NoProjectException {
        try {
            return folder().stateFolder();
        } catch (NoProjectException e) {
            if (dir() != null) {
                throw e;
            }
            return ProjectFolder.of(surroundings().folder()).stateFolder();
        }
    }
}

package io.fluxgateway.cli;

import io.fluxgateway.cli.dev.DevServer;
import io.fluxgateway.cli.dev.DevServerBuilder;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code flux dev}: serves until the process is told to end. */
@Command(
        name = "dev",
        description =
                "Serve a project on this machine. Changes of its functions are live at once. Keys and settings are those"
                        + " in its own .flux/, never those of FLUX_DATABASE_URL: development does not touch production.",
        showDefaultValues = true,
        footer = {"  flux dev", "  flux dev samples/shop --port 8080"})
final class DevCommand extends BaseCommand implements Callable<Integer> {
    @Parameters(
            arity = "0..1",
            paramLabel = "DIR",
            showDefaultValue = Visibility.NEVER,
            description = "Folder of the project. Default: the nearest one upwards with functions/.")
    private @Nullable Path dir;

    @Mixin
    private final ListenOptions listen = new ListenOptions();

    @Override
    public Integer call() throws Exception {
        DevServerBuilder described = listen.apply(DevServer.builder(project(dir)), this)
                .clock(surroundings().clock());
        if (listen.usesDevelopmentCertificate()) {
            described.authority(surroundings().developmentCertificate().authority());
        }
        DevServer server = described.start();
        Stop stop = Stop.on(server);
        server.awaitClosed();
        stop.over();
        return 0;
    }
}

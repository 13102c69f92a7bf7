package io.fluxgateway.cli;

import io.fluxgateway.cli.dev.DevServer;
import io.fluxgateway.cli.dev.DevServerBuilder;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code flux dev}: serves until the process is told to end. */
@Command(
        name = "dev",
        description =
                "Serve a project on this machine. Changes of its functions are live at once. Keys and settings are those"
                        + " in its own .flux/, never those of FLUX_DATABASE_URL: development does not touch production.",
        showDefaultValues = true)
final class DevCommand extends BaseCommand implements Callable<Integer> {
    @Parameters(
            arity = "0..1",
            paramLabel = "DIR",
            showDefaultValue = Visibility.NEVER,
            description = "Folder of the project. Default: the nearest one upwards with functions/.")
    private @Nullable Path dir;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            converter = PortNumber.class,
            description = "Port to listen on; 0 for any free one.")
    private int port = DevServerBuilder.DEFAULT_PORT;

    @Option(names = "--host", paramLabel = "HOST", description = "Name or address to listen on.")
    private String host = DevServerBuilder.DEFAULT_HOST;

    @Option(
            names = "--http",
            showDefaultValue = Visibility.NEVER,
            description = "Serve clear text HTTP (so far the only way).")
    @SuppressWarnings("UnusedVariable") // accepted, so that scripts that ask for it go on working
    private boolean http;

    @Option(
            names = "--deno",
            paramLabel = "PATH",
            showDefaultValue = Visibility.NEVER,
            description = "The Deno to run functions with. Default: FLUX_DENO, then node_modules/.bin/deno upwards"
                    + " from the project, then PATH; else it is installed with npm.")
    private @Nullable Path deno;

    @Override
    public Integer call() throws Exception {
        DevServer server = start();
        Runtime.getRuntime().addShutdownHook(new Thread(server::close, "flux-stop"));
        server.awaitClosed();
        return 0;
    }

    private DevServer start() throws Exception {
        Path here = surroundings().folder();
        if (host.isBlank()) {
            throw wrongUsage("host: \"" + host + "\" (expected: a name or address)");
        }
        DevServerBuilder options = DevServer.builder(project(dir))
                .host(host)
                .port(port)
                .clock(surroundings().clock())
                .startedAt(Instant.ofEpochMilli(
                        ManagementFactory.getRuntimeMXBean().getStartTime()))
                .out(this::out)
                .err(this::err);
        if (deno != null) {
            options.deno(here.resolve(deno));
        }
        return options.start();
    }
}

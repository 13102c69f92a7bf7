package io.fluxgateway.cli;

import io.fluxgateway.cli.server.ServerBuilder;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** Where a server listens, and what it runs functions with. */
final class ListenOptions {
    @Option(
            names = "--port",
            paramLabel = "PORT",
            converter = PortNumber.class,
            description = "Port to listen on; 0 for any free one.")
    private int port = ServerBuilder.DEFAULT_PORT;

    @Option(names = "--host", paramLabel = "HOST", description = "Name or address to listen on.")
    private String host = ServerBuilder.DEFAULT_HOST;

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

    /** Tells a server what the user chose. */
    <B extends ServerBuilder<B>> B apply(B server, BaseCommand command) {
        if (host.isBlank()) {
            throw command.wrongUsage("host: \"" + host + "\" (expected: a name or address)");
        }
        server.host(host)
                .port(port)
                .startedAt(Instant.ofEpochMilli(
                        ManagementFactory.getRuntimeMXBean().getStartTime()))
                .out(command::out)
                .err(command::err);
        if (deno != null) {
            server.deno(command.surroundings().folder().resolve(deno));
        }
        return server;
    }
}

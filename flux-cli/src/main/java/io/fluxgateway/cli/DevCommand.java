package io.fluxgateway.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code flux dev}: serves a project until it is interrupted. */
@Command(
        name = "dev",
        description = "Serves a project, and follows each change of its files.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {"", "Example: flux dev samples/shop --port 4000"})
final class DevCommand implements Callable<Integer> {
    private static final int MOST_PORTS = 65_535;

    @Parameters(
            arity = "0..1",
            paramLabel = "DIR",
            description = "Project folder. Default: the nearest folder upwards with functions/.")
    private @Nullable Path folder;

    @Option(
            names = "--port",
            defaultValue = "4000",
            description = "Port to listen on; 0 for any free one. Default: ${DEFAULT-VALUE}.")
    private int port;

    @Option(
            names = "--host",
            defaultValue = "127.0.0.1",
            description = "Name or address to listen on. Default: ${DEFAULT-VALUE}.")
    private String host = "127.0.0.1";

    @Option(names = "--http", description = "Serve clear-text HTTP. The only way so far, and so the default.")
    @SuppressWarnings("UnusedVariable") // it asks for what is done anyway, and must not be refused
    private boolean http;

    @Option(
            names = "--deno",
            paramLabel = "PATH",
            description = "Deno to run functions with. Default: FLUX_DENO, then node_modules/.bin upwards from the"
                    + " project, then the PATH, then one that npm installs.")
    private @Nullable Path deno;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (port < 0 || port > MOST_PORTS) {
            throw wrongUsage("port: " + port + " (expected: 0 to " + MOST_PORTS + ")");
        }
        if (host.isBlank()) {
            throw wrongUsage("host: \"" + host + "\" (expected: a name or an address)");
        }
        Console console = Console.of(spec);
        Path project = folder == null ? Project.upwardsFrom(Path.of("")).folder() : folder;
        DevServer server = DevServer.start(new DevOptions(project, host, port, deno), console);
        // An interrupt ends the process from outside: what is open is closed on the way out.
        Runtime.getRuntime().addShutdownHook(new Thread(server::close, "flux-shutdown"));
        console.out(String.format(
                Locale.ROOT,
                "ready  %-33s  in %.1f s",
                server.url(),
                sinceStart().toMillis() / 1_000.0));
        server.awaitClose();
        return CommandLine.ExitCode.OK;
    }

    /** The JVM's own start included: it is what the user waits for. */
    private static Duration sinceStart() {
        return ProcessHandle.current()
                .info()
                .startInstant()
                .map(start -> Duration.between(start, Instant.now()))
                .orElse(Duration.ZERO);
    }

    private ParameterException wrongUsage(String message) {
        if (spec == null) {
            throw new IllegalStateException("picocli has not set the command's specification");
        }
        return new ParameterException(spec.commandLine(), message);
    }
}

package io.fluxgateway.cli;

import io.fluxgateway.cli.server.ServerBuilder;
import io.fluxgateway.http.AddressRange;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
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
            description = "Serve clear text: HTTP/1.1, and HTTP/2 to clients that begin with it.")
    private boolean http;

    @Option(
            names = "--drain",
            paramLabel = "TIME",
            showDefaultValue = Visibility.NEVER,
            description =
                    "How long requests under way may go on when the server is told to end, such as 30s. Default: 30s"
                            + " for flux serve, 3s for flux dev.")
    private @Nullable String drain;

    @Option(
            names = "--trusted-proxy",
            paramLabel = "CIDR",
            showDefaultValue = Visibility.NEVER,
            description = "Address, or range such as 10.0.0.0/8, of proxies in front of this server: only theirs are"
                    + " X-Forwarded-For, -Proto, -Host and Forwarded believed. May be given more than once.")
    private List<String> trustedProxies = List.of();

    @Mixin
    private final CertificateOptions certificate = new CertificateOptions();

    @Option(
            names = "--deno",
            paramLabel = "PATH",
            showDefaultValue = Visibility.NEVER,
            description = "The Deno to run functions with. Default: FLUX_DENO, then node_modules/.bin/deno upwards"
                    + " from the project, then PATH; else it is installed with npm.")
    private @Nullable Path deno;

    private static Duration drainTimeout(String text, BaseCommand command) {
        try {
            return TimeSpan.parse("drain", text, "30s");
        } catch (IllegalArgumentException e) {
            throw command.wrongUsage(String.valueOf(e.getMessage()));
        }
    }

    /** Whether the user's development certificate is to be served. */
    boolean usesDevelopmentCertificate() {
        return !http && !certificate.isNamed();
    }

    /** Refuses to serve what others reach without a certificate that they could trust. */
    void checkForOthers(BaseCommand command) throws CommandFailedException {
        if (usesDevelopmentCertificate() && !isLoopback()) {
            throw new CommandFailedException(
                    "host " + host + " is not only this machine (expected: --tls-cert and --tls-key,"
                            + " or --http to serve clear text, behind a proxy that speaks TLS)");
        }
    }

    private boolean isLoopback() {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return true; // which the server says better
        }
    }

    /** Tells a server what the user chose. */
    <B extends ServerBuilder<B>> B apply(B server, BaseCommand command) throws CommandFailedException {
        if (host.isBlank()) {
            throw command.wrongUsage("host: \"" + host + "\" (expected: a name or address)");
        }
        certificate.check(http, command);
        if (!http) {
            // A client that asks for one handshake after the other costs the server much more than itself.
            System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
            server.tls(certificate.source(command.surroundings()));
        }
        server.host(host)
                .port(port)
                .trustedProxies(ranges(command))
                .startedAt(Instant.ofEpochMilli(
                        ManagementFactory.getRuntimeMXBean().getStartTime()))
                .out(command::out)
                .err(command::err);
        if (drain != null) {
            server.drainTimeout(drainTimeout(drain, command));
        }
        if (deno != null) {
            server.deno(command.surroundings().folder().resolve(deno));
        }
        return server;
    }

    private List<AddressRange> ranges(BaseCommand command) {
        List<AddressRange> ranges = new ArrayList<>();
        for (String text : trustedProxies) {
            try {
                ranges.add(AddressRange.parse(text));
            } catch (IllegalArgumentException e) {
                throw command.wrongUsage("--trusted-proxy: " + e.getMessage());
            }
        }
        return ranges;
    }
}

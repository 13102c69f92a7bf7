package io.fluxgateway.cli;

import io.fluxgateway.cli.tls.CertificateException;
import io.fluxgateway.cli.tls.DevCertificate;
import io.fluxgateway.cli.tls.TrustInstructions;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code flux trust}: changes nothing on the machine but that the certificate is made, if there is none. */
@Command(
        name = "trust",
        description =
                "Tell how clients come to trust the development certificate of this user, and how to take that back."
                        + " Its authority can sign for localhost, 127.0.0.0/8 and ::1 only.",
        footer = {"  flux trust", "  flux trust --for firefox", "  flux trust --path"})
final class TrustCommand extends BaseCommand implements Callable<Integer> {
    @Option(
            names = "--for",
            paramLabel = "CLIENT",
            description =
                    "One of debian, fedora, macos, windows, firefox, chrome, curl, node, deno, java. Default: all that"
                            + " run on this system.")
    private @Nullable String client;

    @Option(names = "--path", description = "Print nothing but where the authority's certificate is.")
    private boolean path;

    @Override
    public Integer call() throws CertificateException {
        if (client != null && !TrustInstructions.CLIENTS.contains(client)) {
            throw wrongUsage("--for: \"" + client + "\" (expected: one of "
                    + String.join(", ", TrustInstructions.CLIENTS) + ")");
        }
        DevCertificate certificate = surroundings().developmentCertificate();
        certificate.get();
        if (path) {
            out(certificate.authority().toString());
            return 0;
        }
        new TrustInstructions(certificate.authority(), System.getProperty("os.name", ""))
                .lines(client)
                .forEach(this::out);
        return 0;
    }
}

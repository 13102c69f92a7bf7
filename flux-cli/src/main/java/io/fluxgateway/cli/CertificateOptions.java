package io.fluxgateway.cli;

import io.fluxgateway.cli.server.ServerBuilder;
import io.fluxgateway.undertow.tls.ServerCertificate;
import io.fluxgateway.undertow.tls.TlsException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** {@code --tls-cert} and {@code --tls-key}: the certificate that a server has. */
final class CertificateOptions {
    @Option(
            names = "--tls-cert",
            paramLabel = "FILE",
            showDefaultValue = Visibility.NEVER,
            description =
                    "Certificate to serve HTTPS with, and its issuers' (PEM). Followed when it changes. Default: the"
                            + " development certificate of this user (flux trust).")
    private @Nullable Path certificate;

    @Option(
            names = "--tls-key",
            paramLabel = "FILE",
            showDefaultValue = Visibility.NEVER,
            description = "Its private key, not encrypted (PEM).")
    private @Nullable Path key;

    /** Whether the user named one; the user's development certificate is to be served otherwise. */
    boolean isNamed() {
        return certificate != null;
    }

    /**
     * Refuses one of the two without the other, or what clear text has no use for.
     *
     * @param http whether the server is to serve clear text
     */
    void check(boolean http, BaseCommand command) {
        if ((certificate == null) != (key == null) || (http && certificate != null)) {
            throw command.wrongUsage((certificate == null ? "--tls-key" : "--tls-cert") + ": \""
                    + (certificate == null ? key : certificate)
                    + "\" (expected: --tls-cert and --tls-key together, and no --http)");
        }
    }

    /** The certificate that the user named, or the development certificate. */
    ServerBuilder.CertificateSource source(Surroundings surroundings) throws CommandFailedException {
        if (certificate == null || key == null) {
            return surroundings.developmentCertificate()::get;
        }
        try {
            ServerCertificate named = ServerCertificate.of(
                    surroundings.folder().resolve(certificate),
                    surroundings.folder().resolve(key));
            return () -> named;
        } catch (TlsException e) {
            throw new CommandFailedException(String.valueOf(e.getMessage()));
        }
    }
}

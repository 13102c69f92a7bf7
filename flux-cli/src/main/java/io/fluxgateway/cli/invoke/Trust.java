package io.fluxgateway.cli.invoke;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** Whom {@code flux invoke} trusts. */
final class Trust {
    private Trust() {}

    /** Whether a gateway may have the development certificate: it speaks HTTPS on this machine. */
    static boolean appliesTo(String server) {
        URI uri = URI.create(server);
        try {
            return "https".equalsIgnoreCase(uri.getScheme())
                    && InetAddress.getByName(uri.getHost()).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** The authorities that Java trusts, and that one. */
    static SSLContext also(Path authority) throws IOException {
        try (InputStream in = Files.newInputStream(authority)) {
            KeyStore all = KeyStore.getInstance(KeyStore.getDefaultType());
            all.load(null, null);
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init((KeyStore) null);
            int count = 0;
            for (TrustManager manager : factory.getTrustManagers()) {
                if (manager instanceof X509TrustManager x509) {
                    for (X509Certificate trusted : x509.getAcceptedIssuers()) {
                        all.setCertificateEntry(String.valueOf(count++), trusted);
                    }
                }
            }
            all.setCertificateEntry(
                    "development", CertificateFactory.getInstance("X.509").generateCertificate(in));
            factory.init(all);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, factory.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException(authority + ": not understood: " + e.getMessage(), e);
        }
    }
}

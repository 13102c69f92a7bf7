package io.fluxgateway.cli.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevCertificateTest {
    @TempDir
    Path home;

    private static X509Certificate certificate(Path file) throws Exception {
        try (InputStream in = Files.newInputStream(file)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    @Test
    void one_is_made_by_whoever_is_first_and_renewed_under_the_same_authority() throws Exception {
        List<CompletableFuture<Void>> starts = Stream.generate(() -> CompletableFuture.runAsync(this::get))
                .limit(3)
                .toList();
        starts.forEach(CompletableFuture::join);
        Path folder = home.resolve("tls");
        X509Certificate authority = certificate(folder.resolve("ca.pem"));
        X509Certificate server = certificate(folder.resolve("server.pem"));
        server.verify(authority.getPublicKey());
        assertThat(server.getSubjectAlternativeNames().stream().map(name -> String.valueOf(name.get(1))))
                .containsExactlyInAnyOrder("localhost", "127.0.0.1", "0:0:0:0:0:0:0:1");
        assertThat(authority.getCriticalExtensionOIDs())
                .as("names it may sign for")
                .contains("2.5.29.30");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("ca.p12", "ca.pem", "lock", "server-key.pem", "server.pem");
        }

        get();
        assertThat(certificate(folder.resolve("server.pem"))).isEqualTo(server);
        Files.writeString(folder.resolve("server-key.pem"), "half");
        get();
        assertThat(certificate(folder.resolve("server.pem"))).isEqualTo(server);

        Instant later = server.getNotAfter().toInstant().minus(Duration.ofDays(20));
        new DevCertificate(home, Clock.fixed(later, ZoneOffset.UTC)).get();
        assertThat(certificate(folder.resolve("server.pem"))).isNotEqualTo(server);
        assertThat(certificate(folder.resolve("ca.pem"))).isEqualTo(authority);
    }

    private void get() {
        try {
            new DevCertificate(home, Clock.systemUTC()).get();
        } catch (CertificateException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void a_store_that_is_none_and_a_folder_that_is_none_are_said_in_one_line() throws Exception {
        Files.createDirectory(home.resolve("tls"));
        Files.writeString(home.resolve("tls/ca.p12"), "nothing");
        assertThatThrownBy(() -> new DevCertificate(home, Clock.systemUTC()).get())
                .isInstanceOf(CertificateException.class)
                .hasMessageStartingWith(home.resolve("tls/ca.p12") + ": not understood: ")
                .hasMessageEndingWith("(delete " + home.resolve("tls") + " to have another one made)");

        Path file = Files.writeString(home.resolve("file"), "");
        assertThatThrownBy(() -> new DevCertificate(file, Clock.systemUTC()).get())
                .isInstanceOf(CertificateException.class)
                .hasMessageContaining(file.toString())
                .message()
                .hasLineCount(1);
    }

    @Test
    void the_folder_is_where_the_system_keeps_such_things() {
        assertThat(UserFolder.of(Map.of("FLUX_HOME", "/a", "XDG_CONFIG_HOME", "/b")))
                .isEqualTo(Path.of("/a"));
        assertThat(UserFolder.of(Map.of("XDG_CONFIG_HOME", "/b", "HOME", "/c"))).isEqualTo(Path.of("/b/flux"));
        assertThat(UserFolder.of(Map.of("XDG_CONFIG_HOME", "relative", "HOME", "/c")))
                .isEqualTo(Path.of("/c/.config/flux"));
    }
}

package io.fluxgateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxgateway.cli.dev.Projects;
import io.fluxgateway.cli.tls.DevCertificate;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers and commands with the development certificate of a user. */
class HttpsCommandTest {
    @TempDir
    static Path home;

    @TempDir
    Path temporary;

    private Path project;

    @BeforeAll
    static void makeCertificate() throws Exception {
        new DevCertificate(home, Clock.systemUTC()).get();
    }

    @BeforeEach
    void makeProject() {
        project = temporary.resolve("shop");
        Projects.httpFunction(project, "a");
    }

    private FluxCall flux(String... args) {
        return FluxCall.with(new Surroundings(project, Clock.systemUTC(), Map.of("FLUX_HOME", home.toString())), args);
    }

    private ChildProcess start(String... args) throws Exception {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.put("FLUX_HOME", home.toString());
        return ChildProcess.flux(project, environment, args);
    }

    private static HttpClient client() throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        try (InputStream in = Files.newInputStream(home.resolve("tls/ca.pem"))) {
            trusted.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return HttpClient.newBuilder().sslContext(context).build();
    }

    @Test
    void dev_speaks_https_with_both_versions_of_http_and_invoke_trusts_it() throws Exception {
        try (ChildProcess dev = start("dev", "--port", "0")) {
            URI url = MainProcessTest.awaitReady(dev);
            assertThat(url.toString()).startsWith("https://localhost:");
            assertThat(dev.out()).anyMatch(line -> line.startsWith("ca     " + home.resolve("tls/ca.pem")));
            for (HttpClient.Version version : HttpClient.Version.values()) {
                for (String host : new String[] {"localhost", "127.0.0.1"}) {
                    URI target = URI.create("https://" + host + ":" + url.getPort() + "/a");
                    HttpResponse<Void> response = client().send(
                                    HttpRequest.newBuilder(target)
                                            .version(version)
                                            .build(),
                                    BodyHandlers.discarding());
                    assertThat(response.statusCode()).isEqualTo(401);
                    assertThat(response.version()).isEqualTo(version);
                }
            }
            FluxCall invoke = flux("invoke", "a", "--url", url.toString());
            assertThat(invoke.err()).as("its server is not there").contains("  502  ");
            FluxCall clear = flux("invoke", "a", "--url", "http://localhost:" + url.getPort());
            assertThat(clear.err()).startsWith("flux: no answer from http://localhost:");
            dev.process().destroy();
            assertThat(dev.exitCode()).isZero();
            assertThat(dev.err()).singleElement().asString().contains("UNREACHABLE");
        }
    }

    @Test
    void invoke_says_when_the_gateway_speaks_clear_text() throws Exception {
        try (ChildProcess dev = start("dev", "--http", "--port", "0")) {
            URI url = MainProcessTest.awaitReady(dev);
            assertThat(url.getScheme()).isEqualTo("http");
            FluxCall invoke = flux("invoke", "a", "--url", "https://localhost:" + url.getPort());
            assertThat(invoke.exitCode()).isEqualTo(1);
            assertThat(invoke.err())
                    .startsWith("flux: no trusted answer from https://localhost:")
                    .endsWith("(one that was started with --http is at http://; see flux trust)"
                            + System.lineSeparator());
        }
    }

    @Test
    void serve_for_others_wants_a_certificate_or_to_be_told_to_do_without() {
        FluxCall serve = flux("serve", "--host", "0.0.0.0", "--port", "0");
        assertThat(serve.exitCode()).isEqualTo(1);
        assertThat(serve.err().lines())
                .containsExactly(
                        "flux: host 0.0.0.0 is not only this machine (expected: --tls-cert and --tls-key, or --http"
                                + " to serve clear text, behind a proxy that speaks TLS)");
        assertThat(project.resolve(".flux")).doesNotExist();
    }

    @Test
    void a_certificate_of_ones_own_is_checked_before_anything_starts() {
        Path server = home.resolve("tls/server.pem");
        Path authority = home.resolve("tls/ca.pem");
        Path key = home.resolve("tls/server-key.pem");
        assertThat(flux("dev", "--tls-cert", "missing.pem", "--tls-key", key.toString())
                        .err())
                .startsWith("flux: " + project.resolve("missing.pem") + ": no such file");
        assertThat(flux("dev", "--tls-cert", authority.toString(), "--tls-key", key.toString())
                        .err())
                .startsWith("flux: " + key + ": the private key is not that of the first certificate of " + authority);
        for (String[] wrong : new String[][] {
            {"dev", "--tls-cert", server.toString()},
            {"dev", "--tls-key", key.toString()},
            {"serve", "--http", "--tls-cert", server.toString(), "--tls-key", key.toString()}
        }) {
            FluxCall call = flux(wrong);
            assertThat(call.exitCode()).isEqualTo(2);
            assertThat(call.err()).contains("(expected: --tls-cert and --tls-key together, and no --http)");
        }
    }

    @Test
    void trust_tells_for_this_system_or_for_one_client() {
        String authority = home.resolve("tls/ca.pem").toString();
        assertThat(flux("trust", "--path").out()).isEqualToIgnoringNewLines(authority);
        assertThat(flux("trust").out()).contains(authority, "Firefox");
        assertThat(flux("trust", "--for", "fedora").out())
                .contains("update-ca-trust")
                .doesNotContain("Node.js");
        FluxCall wrong = flux("trust", "--for", "netscape");
        assertThat(wrong.exitCode()).isEqualTo(2);
        assertThat(wrong.err()).contains("--for: \"netscape\" (expected: one of debian, fedora, ");
        assertThat(flux("doctor", "--port", "0").out()).contains("development certificate until ");
    }

    @Test
    void keys_are_for_their_user_alone() throws Exception {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("tls"))))
                .isEqualTo("rwx------");
        for (String secret : new String[] {"ca.p12", "server-key.pem"}) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("tls/" + secret))))
                    .isEqualTo("rw-------");
        }
    }
}

package io.fluxgateway.undertow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fluxgateway.exchange.Endpoint;
import io.fluxgateway.testkit.RawClient;
import io.fluxgateway.testkit.RawUpstream;
import io.fluxgateway.testkit.TestCertificate;
import io.fluxgateway.undertow.tls.ServerCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A server with a certificate, and how it ends its connections. */
class HttpsTest {
    @TempDir
    static Path folder;

    private static TestCertificate first;
    private static TestCertificate second;
    private static Path chain;
    private static Path key;
    private static CountDownLatch release;
    private static RawUpstream upstream;
    private static TestGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        first = TestCertificate.forNames(folder, "dns:localhost,ip:127.0.0.1");
        second = TestCertificate.forNames(folder, "ip:127.0.0.1,dns:localhost");
        chain = folder.resolve("chain.pem");
        key = folder.resolve("key.pem");
        write(first);
        release = new CountDownLatch(1);
        upstream = new RawUpstream((connection, number) -> {
            while (true) {
                RawClient.Response head = connection.head();
                String length = head.header("content-length");
                connection.bytes(length == null ? 0 : Integer.parseInt(length));
                if (head.statusLine().contains("/held")) {
                    release.await();
                }
                String proto = head.header("x-forwarded-proto");
                connection.send(RawClient.http("HTTP/1.1 200 OK", "Content-Length: 5") + proto);
            }
        });
        gateway = gateway(Duration.ofSeconds(10));
    }

    private static TestGateway gateway(Duration patience) throws Exception {
        ServerCertificate certificate = ServerCertificate.of(chain, key)
                .checkEvery(Duration.ofMillis(10))
                .notices(line -> {});
        return TestGateway.to(
                Endpoint.upstream("http", "127.0.0.1", upstream.port(), ""),
                Duration.ofSeconds(20),
                ForwardOptions.DEFAULT,
                server -> server.tls(certificate).requestParseTimeout(patience).drainTimeout(Duration.ofSeconds(10)));
    }

    private static void write(TestCertificate certificate) throws IOException {
        Files.writeString(chain, certificate.chain());
        Files.writeString(key, certificate.key());
    }

    @AfterAll
    static void stop() throws Exception {
        release.countDown();
        gateway.close();
        upstream.close();
    }

    private static ConditionFactory await() {
        return Awaitility.await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(5));
    }

    private static HttpClient client(TestCertificate trusted) {
        return HttpClient.newBuilder().sslContext(trusted.client()).build();
    }

    private static HttpRequest request(HttpClient.Version version, String path) {
        return HttpRequest.newBuilder(URI.create("https://localhost:" + gateway.port() + path))
                .version(version)
                .POST(HttpRequest.BodyPublishers.ofString("x".repeat(200_000)))
                .build();
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void bothVersionsOfHttpAreSpoken(HttpClient.Version version) throws Exception {
        HttpClient client = client(first);
        for (int i = 0; i < 3; i++) {
            HttpResponse<String> response = client.send(request(version, "/"), BodyHandlers.ofString());
            assertThat(response.body()).isEqualTo("https");
            assertThat(response.version()).isEqualTo(version);
        }
    }

    private static SSLSocket socket() throws IOException {
        return (SSLSocket)
                first.client().getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), gateway.port());
    }

    @Test
    void aClientThatKnowsNoNegotiationSpeaksHttp1() throws Exception {
        try (SSLSocket socket = socket();
                RawClient client = new RawClient(socket)) {
            for (int i = 0; i < 2; i++) {
                assertThat(client.get("/").response().text()).isEqualTo("https");
            }
            assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.3");
        }
    }

    @Test
    void onlyModernTlsIsSpoken() throws Exception {
        for (String suite : List.of(
                "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
                "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
                "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256")) {
            try (SSLSocket socket = socket()) {
                socket.setEnabledProtocols(new String[] {"TLSv1.2"});
                socket.setEnabledCipherSuites(new String[] {suite});
                socket.startHandshake();
                assertThat(socket.getSession().getCipherSuite()).isEqualTo(suite);
            }
        }
        for (String suite :
                List.of("TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA")) {
            try (SSLSocket socket = socket()) {
                socket.setEnabledProtocols(new String[] {"TLSv1.2"});
                socket.setEnabledCipherSuites(new String[] {suite});
                assertThatThrownBy(socket::startHandshake).isInstanceOf(IOException.class);
            }
        }
        try (SSLSocket socket = socket()) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(new String[] {"spdy/3"});
            socket.setSSLParameters(parameters);
            assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLException.class);
        }
    }

    @Test
    void clearTextAndSilenceGetNothing() throws Exception {
        try (TestGateway impatient = gateway(Duration.ofMillis(500));
                RawClient clear = new RawClient(impatient.port());
                RawClient silent = new RawClient(impatient.port());
                RawClient slow = new RawClient(impatient.port())) {
            slow.send("\u0016\u0003\u0001");
            assertThat(text(clear.get("/"))).doesNotContain("HTTP/1.1 200");
            assertThat(silent.isClosedByPeer()).isTrue();
            assertThat(text(slow)).doesNotContain("HTTP");
            assertThat(impatient.started).hasValue(0);
        }
    }

    private static String text(RawClient client) throws IOException {
        try {
            return new String(client.socket().getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (java.net.SocketException e) {
            return "";
        }
    }

    @Test
    void aNewCertificateIsUsedWithoutDroppingConnections() throws Exception {
        try (Http2Client old = Http2Client.connect(gateway.port(), first.client())) {
            assertThat(old.headers(1, true, Http2Client.get("/")).await(1).text())
                    .isEqualTo("https");
            assertThat(served()).isEqualTo(certificate(first));
            Files.writeString(chain, second.chain()); // half of it
            assertThat(served()).isEqualTo(certificate(first));
            write(second);
            await().untilAsserted(() -> assertThat(served()).isEqualTo(certificate(second)));
            assertThat(old.headers(3, true, Http2Client.get("/")).await(3).text())
                    .isEqualTo("https");
            assertThat(client(second)
                            .send(request(HttpClient.Version.HTTP_2, "/"), BodyHandlers.ofString())
                            .body())
                    .isEqualTo("https");
        } finally {
            write(first);
            await().untilAsserted(() -> assertThat(served()).isEqualTo(certificate(first)));
        }
    }

    private static String certificate(TestCertificate of) {
        return of.chain();
    }

    /** What a new client is shown, whom it trusts or not. */
    private static String served() throws Exception {
        for (TestCertificate trusted : List.of(first, second)) {
            try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), gateway.port());
                    SSLSocket socket = (SSLSocket) trusted.client()
                            .getSocketFactory()
                            .createSocket(plain, "localhost", gateway.port(), true)) {
                socket.startHandshake();
                X509Certificate shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
                return TestCertificate.pem("CERTIFICATE", shown.getEncoded());
            } catch (SSLException e) {
                // the other one
            }
        }
        return "";
    }

    @Test
    void whenTheServerStopsStreamsUnderWayFinishAndNoneIsLost() throws Exception {
        TestGateway stopped = gateway(Duration.ofSeconds(10));
        try (Http2Client busy = Http2Client.connect(stopped.port(), first.client());
                Http2Client idle = Http2Client.connect(stopped.port(), first.client())) {
            assertThat(idle.headers(1, true, Http2Client.get("/")).await(1).status())
                    .isEqualTo(200);
            busy.headers(1, true, Http2Client.get("/held"));
            await().untilAsserted(() -> assertThat(stopped.started).hasValue(2));
            CompletableFuture<Void> closed = CompletableFuture.runAsync(stopped::close);
            await().until(() -> busy.goneAway() != null);
            assertThat(busy.goneAway()).isZero();
            await().until(idle::isClosed);
            assertThat(busy.isClosed()).isFalse();
            // A request that crossed with the news is served, too.
            assertThat(busy.headers(3, true, Http2Client.get("/")).await(3).text())
                    .isEqualTo("https");
            release.countDown();
            assertThat(busy.await(1).text()).isEqualTo("https");
            await().until(busy::isClosed);
            closed.get();
        }
        assertThat(stopped.completed).hasValue(3);
    }
}

package io.fluxgateway.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fluxgateway.Gateway;
import io.fluxgateway.auth.ApiKeySecret;
import io.fluxgateway.auth.InMemoryKeyStore;
import io.fluxgateway.auth.ProjectKeys;
import io.fluxgateway.function.FunctionManifest;
import io.fluxgateway.http.Method;
import io.fluxgateway.route.RouteTable;
import io.fluxgateway.testkit.RawClient;
import io.fluxgateway.testkit.RawUpstream;
import io.fluxgateway.testkit.RunningHost;
import io.fluxgateway.testkit.TestCertificate;
import jakarta.servlet.http.HttpServlet;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bounds of forwarding, and forwarding over TLS. */
final class ForwardOptionsTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private final InMemoryKeyStore keys = new InMemoryKeyStore();
    private @Nullable RunningHost host;
    private @Nullable Gateway gateway;
    private String key = "";

    @TempDir
    Path folder;

    private RunningHost start(String url, Duration limit, ForwardOptions options) throws Exception {
        key = new ProjectKeys("shop", keys)
                .create("till-" + System.nanoTime(), ApiKeySecret.Mode.LIVE)
                .reveal();
        Gateway built = Gateway.builder("shop")
                .keys(keys)
                .routes(RouteTable.of(FunctionManifest.named("up")
                        .url(url)
                        .route("/up")
                        .method(Method.GET)
                        .timeout(limit)
                        .build()))
                .build();
        gateway = built;
        RunningHost started = TomcatHost.start(new FluxFilter(built, options), new HttpServlet() {
            private static final long serialVersionUID = 1L;
        });
        host = started;
        return started;
    }

    private RunningHost start(int port, Duration limit, ForwardOptions options) throws Exception {
        return start("http://127.0.0.1:" + port, limit, options);
    }

    private RawClient ask(RunningHost of) throws IOException {
        return new RawClient(of.port())
                .send(RawClient.http("GET /up HTTP/1.1", "Host: g", "Authorization: Bearer " + key));
    }

    @AfterEach
    void stop() throws IOException {
        if (host != null) {
            host.close();
        }
        if (gateway != null) {
            gateway.close();
        }
    }

    @Test
    void valuesThatMakeNoSenseAreRefusedByTheirSetter() {
        ForwardOptions.Builder builder = ForwardOptions.builder();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.maxConnections(0))
                .withMessage("maxConnections: 0 (expected: at least 1)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.connectTimeout(Duration.ZERO))
                .withMessageContaining("connectTimeout: PT0S");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.keepAlive(Duration.ofSeconds(-1)));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.idleTimeout(Duration.ofSeconds(-1)));
    }

    @RepeatedTest(5) // the moment at which the limit ends a wait differs
    void theTimeLimitIncludesWaitingForAConnection() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        try (RawUpstream upstream = new RawUpstream((connection, number) -> {
            connection.head();
            asked.countDown();
            connection.isClosedByPeer();
        })) {
            RunningHost started = start(
                    upstream.port(),
                    Duration.ofSeconds(1),
                    ForwardOptions.builder().maxConnections(1).build());
            List<RawClient> clients = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                clients.add(ask(started));
            }
            for (RawClient client : clients) {
                assertThat(client.response().status()).isEqualTo(504);
                client.close();
            }
            assertThat(asked.await(5, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void oneConnectionServesRequestsOneAfterTheOther() throws Exception {
        try (RawUpstream upstream = new RawUpstream((connection, number) -> {
            while (true) {
                connection.head();
                connection.send(OK);
            }
        })) {
            RunningHost started = start(
                    upstream.port(),
                    Duration.ofSeconds(10),
                    ForwardOptions.builder().maxConnections(1).build());
            List<RawClient> clients = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                clients.add(ask(started));
            }
            for (RawClient client : clients) {
                assertThat(client.response().text()).isEqualTo("ok");
                client.close();
            }
            assertThat(upstream.connections()).hasValue(1);
        }
    }

    @Test
    void connectingHasItsOwnLimit() throws Exception {
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            List<Socket> backlog = new ArrayList<>();
            try {
                for (int i = 0; i < 4; i++) { // nobody accepts: the kernel's queue fills
                    Socket socket = new Socket();
                    backlog.add(socket);
                    try {
                        socket.connect(full.getLocalSocketAddress(), 100);
                    } catch (IOException e) {
                        // full
                    }
                }
                RunningHost started = start(
                        full.getLocalPort(),
                        Duration.ofSeconds(30),
                        ForwardOptions.builder()
                                .connectTimeout(Duration.ofMillis(200))
                                .build());
                try (RawClient client = ask(started)) {
                    assertThat(client.response().status()).isEqualTo(502);
                }
            } finally {
                for (Socket socket : backlog) {
                    socket.close();
                }
            }
        }
    }

    @Test
    void anUpstreamThatFallsSilentInItsAnswerIsGivenUp() throws Exception {
        RawUpstream[] self = new RawUpstream[1];
        try (RawUpstream upstream = new RawUpstream((connection, number) -> {
            connection.head();
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
            self[0].awaitClose(connection);
        })) {
            self[0] = upstream;
            RunningHost started = start(
                    upstream.port(),
                    Duration.ofSeconds(30),
                    ForwardOptions.builder().idleTimeout(Duration.ofMillis(200)).build());
            try (RawClient client = ask(started)) {
                assertThatThrownBy(client::response).isInstanceOfAny(EOFException.class, SocketException.class);
            }
            org.awaitility.Awaitility.await()
                    .untilAsserted(() -> assertThat(upstream.closedByGateway()).hasValue(1));
        }
    }

    @Test
    void anIdleConnectionIsClosedAfterItsTime() throws Exception {
        RawUpstream[] self = new RawUpstream[1];
        try (RawUpstream upstream = new RawUpstream((connection, number) -> {
            connection.head();
            connection.send(OK);
            self[0].awaitClose(connection);
        })) {
            self[0] = upstream;
            RunningHost started = start(
                    upstream.port(),
                    Duration.ofSeconds(30),
                    ForwardOptions.builder().keepAlive(Duration.ofMillis(100)).build());
            try (RawClient client = ask(started)) {
                assertThat(client.response().text()).isEqualTo("ok");
            }
            org.awaitility.Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(upstream.closedByGateway()).hasValue(1));
        }
    }

    @Test
    void anUpstreamOverTlsIsReachedIfItIsTrusted() throws Exception {
        TestCertificate certificate = TestCertificate.forNames(folder, "dns:localhost");
        try (ServerSocket secure = certificate
                .server()
                .getServerSocketFactory()
                .createServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Thread upstream = new Thread(
                    () -> {
                        try {
                            while (true) {
                                try (RawClient connection = new RawClient(secure.accept())) {
                                    connection.head();
                                    connection.send(OK);
                                } catch (javax.net.ssl.SSLException e) {
                                    // not trusted
                                }
                            }
                        } catch (IOException e) {
                            // closed
                        }
                    },
                    "secure-upstream");
            upstream.setDaemon(true);
            upstream.start();
            String url = "https://localhost:" + secure.getLocalPort();
            RunningHost trusting = start(
                    url,
                    Duration.ofSeconds(5),
                    ForwardOptions.builder().sslContext(certificate.client()).build());
            try (RawClient client = ask(trusting)) {
                assertThat(client.response().text()).isEqualTo("ok");
            }
            stop();
            RunningHost other = start(url, Duration.ofSeconds(5), ForwardOptions.DEFAULT);
            try (RawClient client = ask(other)) {
                assertThat(client.response().status()).isEqualTo(502);
            }
        }
    }
}

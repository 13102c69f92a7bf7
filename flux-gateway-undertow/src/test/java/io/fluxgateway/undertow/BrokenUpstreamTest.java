package io.fluxgateway.undertow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fluxgateway.exchange.Endpoint;
import io.fluxgateway.exchange.ForwardFailure;
import io.fluxgateway.testkit.RawClient;
import io.fluxgateway.testkit.RawUpstream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a client sees when its function's server refuses, dies, hangs or talks nonsense. */
class BrokenUpstreamTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private static Endpoint endpoint(int port) {
        return Endpoint.upstream("http", "127.0.0.1", port, "");
    }

    private static void assertCompletedOnce(TestGateway gateway) {
        await().untilAsserted(
                        () -> assertThat(gateway.completed.get()).isPositive().isEqualTo(gateway.started.get()));
    }

    @Test
    void aRefusedConnectionIsUnreachable() throws Exception {
        int port;
        try (ServerSocket taken = new ServerSocket(0)) {
            port = taken.getLocalPort();
        }
        try (TestGateway gateway = TestGateway.to(port);
                RawClient client = gateway.connect()) {
            assertThat(client.get("/").response().status()).isEqualTo(502);
            assertThat(client.exchange(RawClient.http("POST / HTTP/1.1", "Host: g", "Content-Length: 3") + "abc")
                            .status())
                    .isEqualTo(502);
            assertThat(gateway.failures).containsExactly(ForwardFailure.UNREACHABLE, ForwardFailure.UNREACHABLE);
            assertThat(gateway.causes).hasSize(2).allMatch(IOException.class::isInstance);
            assertCompletedOnce(gateway);
        }
    }

    @Test
    void anUnknownHostIsUnreachable() throws Exception {
        try (TestGateway gateway = TestGateway.to(
                        Endpoint.upstream("http", "no-such-host.invalid", 80, ""), Duration.ofSeconds(9));
                RawClient client = gateway.connect()) {
            assertThat(client.get("/").response().status()).isEqualTo(502);
            assertThat(gateway.failures).containsExactly(ForwardFailure.UNREACHABLE);
        }
    }

    @Test
    void aHostNameIsLookedUp() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(OK);
                TestGateway gateway = TestGateway.to(
                        Endpoint.upstream("http", "localhost", upstream.port(), "/base"), Duration.ofSeconds(9));
                RawClient client = gateway.connect()) {
            assertThat(client.get("/x?y").response().text()).isEqualTo("ok");
        }
    }

    @Test
    void noHeadWithinTheTimeLimitEndsTheUpstreamRequestToo() throws Exception {
        RawUpstream[] self = new RawUpstream[1];
        try (RawUpstream upstream = new RawUpstream((connection, number) -> {
                    connection.head();
                    self[0].awaitClose(connection);
                });
                TestGateway gateway = TestGateway.to(endpoint(upstream.port()), Duration.ofSeconds(2));
                RawClient client = gateway.connect()) {
            self[0] = upstream;
            assertThat(client.get("/").response().status()).isEqualTo(504);
            assertThat(gateway.failures).containsExactly(ForwardFailure.TIME_LIMIT);
            await().untilAsserted(() -> assertThat(upstream.closedByGateway()).hasValue(1));
            assertThat(client.get("/").response().status()).isEqualTo(504);
            assertCompletedOnce(gateway);
        }
    }

    @Test
    void theTimeLimitIncludesWaitingForAConnection() throws Exception {
        ForwardOptions one = ForwardOptions.builder().maxConnectionsPerThread(1).build();
        try (RawUpstream upstream = new RawUpstream((connection, number) -> {
                    connection.head();
                    connection.head();
                });
                TestGateway gateway = TestGateway.to(endpoint(upstream.port()), Duration.ofMillis(500), one)) {
            List<RawClient> clients = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                clients.add(gateway.connect().get("/"));
            }
            for (RawClient client : clients) {
                assertThat(client.response().status()).isEqualTo(504);
                client.close();
            }
            assertCompletedOnce(gateway);
        }
    }

    @Test
    void moreWaitingRequestsThanAllowedFailAtOnce() throws Exception {
        ForwardOptions tight = ForwardOptions.builder()
                .maxConnectionsPerThread(1)
                .maxWaitingPerThread(1)
                .build();
        try (RawUpstream upstream = new RawUpstream((connection, number) -> {
                    connection.head();
                    connection.head();
                });
                TestGateway gateway = TestGateway.to(endpoint(upstream.port()), Duration.ofSeconds(30), tight)) {
            List<RawClient> clients = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                clients.add(gateway.connect().get("/"));
            }
            // Two I/O threads, each with one request under way and one that waits.
            await().untilAsserted(() ->
                    assertThat(gateway.failures).hasSizeBetween(16, 18).allMatch(ForwardFailure.UNREACHABLE::equals));
            for (RawClient client : clients) {
                client.close();
            }
            assertCompletedOnce(gateway);
        }
    }

    @Test
    void connectingHasItsOwnLimit() throws Exception {
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            List<Socket> backlog = new ArrayList<>();
            ForwardOptions options = ForwardOptions.builder()
                    .connectTimeout(Duration.ofMillis(200))
                    .build();
            try (TestGateway gateway = TestGateway.to(endpoint(full.getLocalPort()), Duration.ofSeconds(30), options)) {
                for (int i = 0; i < 4; i++) { // nobody accepts: the kernel's queue fills
                    Socket socket = new Socket();
                    backlog.add(socket);
                    try {
                        socket.connect(full.getLocalSocketAddress(), 100);
                    } catch (IOException e) {
                        // full
                    }
                }
                try (RawClient client = gateway.connect()) {
                    assertThat(client.get("/").response().status()).isEqualTo(502);
                }
                assertThat(gateway.failures).containsExactly(ForwardFailure.UNREACHABLE);
            } finally {
                for (Socket socket : backlog) {
                    socket.close();
                }
            }
        }
    }

    @Test
    void aTruncatedResponseIsResetForAClientThatKnowsNoChunks() throws Exception {
        try (RawUpstream upstream =
                        RawUpstream.answering("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
                TestGateway gateway = TestGateway.to(upstream.port());
                RawClient client = gateway.connect()) {
            client.send("GET / HTTP/1.0\r\n\r\n");
            assertThatThrownBy(client::response).isInstanceOf(SocketException.class);
        }
    }

    @Test
    void aResponseThatStandsStillIsBrokenOff() throws Exception {
        ForwardOptions options =
                ForwardOptions.builder().idleTimeout(Duration.ofMillis(300)).build();
        RawUpstream[] self = new RawUpstream[1];
        try (RawUpstream upstream = new RawUpstream((connection, number) -> {
                    connection.head();
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
                    self[0].awaitClose(connection);
                });
                TestGateway gateway = TestGateway.to(endpoint(upstream.port()), Duration.ofSeconds(30), options);
                RawClient client = gateway.connect()) {
            self[0] = upstream;
            client.get("/");
            assertThatThrownBy(client::response).isInstanceOfAny(EOFException.class, SocketException.class);
            await().untilAsserted(() -> assertThat(upstream.closedByGateway()).hasValue(1));
            assertCompletedOnce(gateway);
        }
    }

    @Test
    void aKeptConnectionThatTheUpstreamClosesWhenUsedIsReplacedOnce() throws Exception {
        try (RawUpstream upstream = new RawUpstream((connection, number) -> {
                    connection.head();
                    connection.send(OK);
                    connection.head(); // read, and then the connection is closed instead of answered
                });
                TestGateway gateway = TestGateway.to(upstream.port());
                RawClient client = gateway.connect()) {
            assertThat(client.get("/").response().text()).isEqualTo("ok");
            assertThat(client.get("/").response().text()).isEqualTo("ok");
            assertThat(upstream.connections()).hasValue(2);
            assertThat(gateway.failures).isEmpty();
            // What is not idempotent might have been done already, so it is not sent twice.
            assertThat(client.exchange(RawClient.http("POST / HTTP/1.1", "Host: g", "Content-Length: 0"))
                            .status())
                    .isEqualTo(502);
            assertCompletedOnce(gateway);
        }
    }

    @Test
    void anIdleConnectionThatTheUpstreamClosesIsForgotten() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(OK);
                TestGateway gateway = TestGateway.to(upstream.port());
                RawClient client = gateway.connect()) {
            for (int i = 0; i < 20; i++) {
                assertThat(client.get("/").response().text()).isEqualTo("ok");
            }
            assertThat(gateway.failures).isEmpty();
        }
    }

    @Test
    void aNotModifiedWithALengthHasNoBody() throws Exception {
        try (RawUpstream upstream = new RawUpstream((connection, number) -> {
                    while (true) {
                        boolean head = connection.head().statusLine().startsWith("HEAD");
                        connection.send("HTTP/1.1 " + (head ? "200 OK" : "304 Not Modified")
                                + "\r\nContent-Length: 100\r\nETag: \"x\"\r\n\r\n");
                    }
                });
                TestGateway gateway = TestGateway.to(upstream.port());
                RawClient client = gateway.connect()) {
            assertThat(client.get("/").response().status()).isEqualTo(304);
            RawClient.Response head =
                    client.send(RawClient.http("HEAD / HTTP/1.1", "Host: g")).response(true);
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.header("content-length")).isEqualTo("100");
            assertThat(client.get("/").response().header("etag")).isEqualTo("\"x\"");
            assertCompletedOnce(gateway);
        }
    }

    @Test
    void aResponseThatEndsWithItsConnectionIsRelayedWhole() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering("HTTP/1.0 200 OK\r\n\r\nall of it");
                TestGateway gateway = TestGateway.to(upstream.port());
                RawClient client = gateway.connect()) {
            assertThat(client.get("/").response().text()).isEqualTo("all of it");
            assertThat(client.get("/").response().text()).isEqualTo("all of it");
        }
    }

    @Test
    void aResponseThatCoreAnswersInsteadIsThrownAway() throws Exception {
        try (RawUpstream upstream = new RawUpstream((connection, number) -> {
                    while (true) {
                        connection.head();
                        connection.send("HTTP/1.1 200 OK\r\nX-Refuse: 1\r\nContent-Length: 6\r\n\r\nsecret");
                    }
                });
                TestGateway gateway = TestGateway.to(upstream.port());
                RawClient client = gateway.connect()) {
            for (int i = 0; i < 3; i++) {
                RawClient.Response response = client.get("/").response();
                assertThat(response.status()).isEqualTo(500);
                assertThat(response.text()).doesNotContain("secret");
                assertThat(response.header("x-refuse")).isNull();
            }
            assertCompletedOnce(gateway);
        }
    }

    @Test
    void aClosedEndpointKeepsNoConnection() throws Exception {
        RawUpstream[] self = new RawUpstream[1];
        try (RawUpstream upstream = new RawUpstream((connection, number) -> {
            connection.head();
            connection.send(OK);
            self[0].awaitClose(connection);
        })) {
            self[0] = upstream;
            Endpoint endpoint = endpoint(upstream.port());
            try (TestGateway gateway = TestGateway.to(endpoint, Duration.ofSeconds(9));
                    RawClient client = gateway.connect()) {
                client.get("/").response();
                endpoint.close();
                await().untilAsserted(
                                () -> assertThat(upstream.closedByGateway()).hasValue(1));
                client.get("/").response();
                await().untilAsserted(
                                () -> assertThat(upstream.closedByGateway()).hasValue(2));
            }
        }
    }

    @Test
    void anIdleConnectionIsClosedAfterAWhile() throws Exception {
        RawUpstream[] self = new RawUpstream[1];
        ForwardOptions options =
                ForwardOptions.builder().keepAlive(Duration.ofMillis(200)).build();
        try (RawUpstream upstream = new RawUpstream((connection, number) -> {
                    connection.head();
                    connection.send(OK);
                    self[0].awaitClose(connection);
                });
                TestGateway gateway = TestGateway.to(endpoint(upstream.port()), Duration.ofSeconds(9), options);
                RawClient client = gateway.connect()) {
            self[0] = upstream;
            client.get("/").response();
            await().untilAsserted(() -> assertThat(upstream.closedByGateway()).hasValue(1));
        }
    }
}

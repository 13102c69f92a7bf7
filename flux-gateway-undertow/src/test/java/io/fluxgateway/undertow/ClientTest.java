package io.fluxgateway.undertow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fluxgateway.exchange.Endpoint;
import io.fluxgateway.testkit.RawClient;
import io.fluxgateway.testkit.RawUpstream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that leave, wait, overdo it or are slow. */
class ClientTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private static Endpoint endpoint(int port) {
        return Endpoint.upstream("http", "127.0.0.1", port, "");
    }

    private static void assertCompletedOnce(TestGateway gateway) {
        await().untilAsserted(
                        () -> assertThat(gateway.completed.get()).isPositive().isEqualTo(gateway.started.get()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\nHost: g\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: g\r\nContent-Length: 3\r\n\r\nabc",
                "POST / HTTP/1.1\r\nHost: g\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: g\r\nContent-Length: 30\r\n\r\nabc"
            })
    void aClientThatLeavesBeforeTheHeadEndsTheUpstreamRequest(String request) throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        RawUpstream[] self = new RawUpstream[1];
        try (RawUpstream upstream = new RawUpstream((connection, number) -> {
                    connection.head();
                    arrived.countDown();
                    while (!connection.isClosedByPeer()) {
                        // takes the body
                    }
                    self[0].closedByGateway().incrementAndGet();
                });
                TestGateway gateway = TestGateway.to(endpoint(upstream.port()), Duration.ofSeconds(60))) {
            self[0] = upstream;
            try (RawClient client = gateway.connect()) {
                client.send(request);
                assertThat(arrived.await(10, TimeUnit.SECONDS)).isTrue();
            }
            await().untilAsserted(() -> assertThat(upstream.closedByGateway()).hasValue(1));
            assertCompletedOnce(gateway);
        }
    }

    @Test
    void aClientThatLeavesWhileAPipelinedRequestWaitsGetsTheFirstOneDone() throws Exception {
        try (RawUpstream upstream = new RawUpstream((connection, number) -> {
                    while (true) {
                        connection.head();
                        connection.send(OK);
                    }
                });
                TestGateway gateway = TestGateway.to(upstream.port())) {
            try (RawClient client = gateway.connect()) {
                client.get("/1").get("/2").response();
            }
            assertCompletedOnce(gateway);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Connection: close\r\n"})
    void aClientThatLeavesDuringAResponseEndsTheUpstreamRequest(String field) throws Exception {
        RawUpstream[] self = new RawUpstream[1];
        try (RawUpstream upstream = new RawUpstream((connection, number) -> {
                    connection.head();
                    connection.send("HTTP/1.1 200 OK\r\n" + field + "Content-Length: 1000\r\n\r\nfirst");
                    self[0].awaitClose(connection);
                });
                TestGateway gateway = TestGateway.to(upstream.port())) {
            self[0] = upstream;
            try (RawClient client = gateway.connect()) {
                client.get("/").head();
                assertThat(client.bytes(5)).asString(UTF_8).isEqualTo("first");
            }
            await().untilAsserted(() -> assertThat(upstream.closedByGateway()).hasValue(1));
            assertCompletedOnce(gateway);
        }
    }

    @Test
    void eventsAreSentOnAtOnce() throws Exception {
        CountDownLatch firstSeen = new CountDownLatch(1);
        CountDownLatch headSeen = new CountDownLatch(1);
        try (RawUpstream upstream = new RawUpstream((connection, number) -> {
                    connection.head();
                    connection.send(RawClient.http(
                            "HTTP/1.1 200 OK", "Content-Type: text/event-stream", "Transfer-Encoding: chunked"));
                    assertThat(headSeen.await(10, TimeUnit.SECONDS)).isTrue();
                    connection.send("9\r\ndata: 1\n\n\r\n");
                    assertThat(firstSeen.await(10, TimeUnit.SECONDS)).isTrue();
                    connection.send("9\r\ndata: 2\n\n\r\n0\r\n\r\n");
                });
                TestGateway gateway = TestGateway.to(upstream.port());
                RawClient client = gateway.connect()) {
            assertThat(client.get("/").head().header("content-type")).isEqualTo("text/event-stream");
            headSeen.countDown();
            assertThat(client.chunk()).asString(UTF_8).isEqualTo("data: 1\n\n");
            firstSeen.countDown();
            assertThat(client.chunk()).asString(UTF_8).isEqualTo("data: 2\n\n");
            assertThat(client.chunk()).isEmpty();
        }
    }

    @Test
    void anErrorDoesNotWaitForTheBody() throws Exception {
        try (RawUpstream upstream = new RawUpstream((connection, number) -> {
                    connection.head();
                    while (!connection.isClosedByPeer()) {
                        // takes what comes
                    }
                });
                TestGateway gateway = TestGateway.to(endpoint(upstream.port()), Duration.ofMillis(200));
                RawClient client = gateway.connect()) {
            client.send(RawClient.http("POST / HTTP/1.1", "Host: g", "Content-Length: 1000") + "only a part");
            RawClient.Response response = client.response();
            assertThat(response.status()).isEqualTo(504);
            assertThat(response.header("connection")).isEqualTo("close");
            assertThat(client.isClosedByPeer()).isTrue();
            assertCompletedOnce(gateway);
        }
    }

    @Test
    void anAnswerBeforeTheBodyWasSentIsRelayed() throws Exception {
        RawUpstream[] self = new RawUpstream[1];
        try (RawUpstream upstream = new RawUpstream((connection, number) -> {
                    connection.head();
                    connection.send(OK);
                    while (!connection.isClosedByPeer()) {
                        // takes what comes
                    }
                    self[0].closedByGateway().incrementAndGet();
                });
                TestGateway gateway = TestGateway.to(upstream.port())) {
            self[0] = upstream;
            try (RawClient client = gateway.connect()) {
                client.send(RawClient.http("POST / HTTP/1.1", "Host: g", "Content-Length: 1000") + "only a part");
                RawClient.Response response = client.response();
                assertThat(response.text()).isEqualTo("ok");
                assertThat(response.header("connection")).isEqualTo("close");
                assertThat(client.isClosedByPeer()).isTrue();
            }
            await().untilAsserted(() -> assertThat(upstream.closedByGateway()).hasValue(1));
            try (RawClient client = gateway.connect()) {
                assertThat(client.get("/").response().text()).isEqualTo("ok");
            }
            assertThat(upstream.connections()).hasValue(2);
            assertCompletedOnce(gateway);
        }
    }

    @Test
    void requestAndResponseStreamAtTheSameTime() throws Exception {
        try (RawUpstream upstream = new RawUpstream((connection, number) -> {
                    connection.head();
                    connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                    for (byte[] chunk = connection.chunk(); chunk.length > 0; chunk = connection.chunk()) {
                        connection.send("1\r\n" + (char) chunk[0] + "\r\n");
                    }
                    connection.send("0\r\n\r\n");
                });
                TestGateway gateway = TestGateway.to(upstream.port());
                RawClient client = gateway.connect()) {
            client.send(RawClient.http("POST / HTTP/1.1", "Host: g", "Transfer-Encoding: chunked"));
            assertThat(client.head().status()).isEqualTo(200);
            for (char c = 'a'; c < 'f'; c++) {
                client.send("1\r\n" + c + "\r\n");
                assertThat(client.chunk()).asString(UTF_8).isEqualTo(String.valueOf(c));
            }
            client.send("0\r\n\r\n");
            assertThat(client.chunk()).isEmpty();
            assertCompletedOnce(gateway);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "400 GET / HTTP/9",
                "400 GET / HTTP/1.0\r\nTransfer-Encoding: chunked",
                "501 POST / HTTP/1.1\r\nTransfer-Encoding: gzip, chunked",
                "400 POST / HTTP/1.1\r\nTransfer-Encoding: xchunked",
                "400 POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 3"
            })
    void requestsThatAreNotHttpAsItIsSpokenHereAreRefused(String expectedAndRequest) throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(OK);
                TestGateway gateway = TestGateway.to(upstream.port());
                RawClient client = gateway.connect()) {
            client.send(expectedAndRequest.substring(4) + "\r\nHost: g\r\n\r\n0\r\n\r\n");
            assertThat(client.response().status()).isEqualTo(Integer.parseInt(expectedAndRequest.substring(0, 3)));
            assertThat(client.isClosedByPeer()).isTrue();
            assertThat(upstream.connections()).hasValue(0);
        }
    }
}

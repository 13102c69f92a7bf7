package io.fluxgateway.undertow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fluxgateway.testkit.RawClient;
import io.undertow.Undertow;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests and responses of a well-behaved upstream. */
class ForwardingTest {
    private final Set<Object> upstreamConnections = ConcurrentHashMap.newKeySet();
    private Undertow upstream;
    private TestGateway gateway;

    @BeforeEach
    void start() {
        upstream = Undertow.builder()
                .addHttpListener(0, "127.0.0.1")
                .setHandler(this::handle)
                .build();
        upstream.start();
        gateway = TestGateway.to(
                ((InetSocketAddress) upstream.getListenerInfo().get(0).getAddress()).getPort());
    }

    @AfterEach
    void stop() {
        gateway.close();
        upstream.stop();
    }

    private void handle(HttpServerExchange exchange) {
        upstreamConnections.add(exchange.getConnection());
        switch (exchange.getRequestPath()) {
            case "/echo" ->
                exchange.getRequestReceiver().receiveFullBytes((e, body) -> {
                    e.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/octet-stream");
                    e.getResponseSender().send(java.nio.ByteBuffer.wrap(body));
                });
            case "/none" -> exchange.setStatusCode(204).endExchange();
            case "/not-modified" -> exchange.setStatusCode(304).endExchange();
            default -> exchange.getResponseSender().send("hello");
        }
    }

    @Test
    void aResponseIsRelayedWithItsLength() throws Exception {
        try (RawClient client = gateway.connect()) {
            RawClient.Response response = client.get("/").response();
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.text()).isEqualTo("hello");
            assertThat(response.header("content-length")).isEqualTo("5");
            assertThat(response.header("x-committed")).isEqualTo("yes");
            assertThat(response.header("connection")).isIn(null, "keep-alive");
        }
        await().untilAsserted(() -> assertThat(gateway.completed).hasValue(1));
        assertThat(gateway.commits).hasValue(1);
    }

    @Test
    void aBodyOfKnownLengthReachesTheUpstreamAndComesBack() throws Exception {
        try (RawClient client = gateway.connect()) {
            for (int i = 0; i < 3; i++) {
                RawClient.Response response = client.exchange(
                        "POST /echo HTTP/1.1\r\nHost: gateway.test\r\nContent-Length: 11\r\n\r\nhello world");
                assertThat(response.status()).isEqualTo(200);
                assertThat(response.text()).isEqualTo("hello world");
            }
        }
        assertThat(upstreamConnections).hasSize(1);
    }

    @Test
    void aChunkedBodyReachesTheUpstreamAndComesBack() throws Exception {
        try (RawClient client = gateway.connect()) {
            for (int i = 0; i < 3; i++) {
                RawClient.Response response = client.exchange(
                        RawClient.http("POST /echo HTTP/1.1", "Host: gateway.test", "Transfer-Encoding: chunked")
                                + "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n");
                assertThat(response.text()).isEqualTo("hello world");
            }
        }
        assertThat(upstreamConnections).hasSize(1);
    }

    @Test
    void responsesWithoutBodyLeaveTheConnectionUsable() throws Exception {
        try (RawClient client = gateway.connect()) {
            RawClient.Response head =
                    client.send("HEAD / HTTP/1.1\r\nHost: gateway.test\r\n\r\n").response(true);
            assertThat(head.header("content-length")).isEqualTo("5");
            assertThat(client.get("/none").response().status()).isEqualTo(204);
            assertThat(client.get("/not-modified").response().status()).isEqualTo(304);
            assertThat(client.get("/").response().text()).isEqualTo("hello");
        }
        assertThat(upstreamConnections).hasSize(1);
        await().untilAsserted(() -> assertThat(gateway.completed).hasValue(4));
    }

    @Test
    void http10ClientsAreServed() throws Exception {
        try (RawClient client = gateway.connect()) {
            RawClient.Response response = client.exchange("GET / HTTP/1.0\r\n\r\n");
            assertThat(response.text()).isEqualTo("hello");
            assertThat(client.isClosedByPeer()).isTrue();
        }
        try (RawClient client = gateway.connect()) {
            String request = "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n";
            assertThat(client.exchange(request).text()).isEqualTo("hello");
            assertThat(client.exchange(request).text()).isEqualTo("hello");
        }
    }

    @Test
    void aClientThatWaitsToSendItsBodyIsToldToContinue() throws Exception {
        try (RawClient client = gateway.connect()) {
            client.send("POST /echo HTTP/1.1\r\nHost: g\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
            assertThat(client.response().status()).isEqualTo(100);
            client.out().write("hello".getBytes(UTF_8));
            assertThat(client.response().text()).isEqualTo("hello");
            assertThat(client.get("/").response().text()).isEqualTo("hello");
        }
    }
}

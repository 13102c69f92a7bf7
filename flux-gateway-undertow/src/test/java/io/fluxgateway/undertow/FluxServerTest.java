package io.fluxgateway.undertow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fluxgateway.Gateway;
import io.fluxgateway.exchange.Endpoint;
import io.fluxgateway.exchange.ForwardFailure;
import io.fluxgateway.exchange.Step;
import io.fluxgateway.function.FunctionManifest;
import io.fluxgateway.route.RouteTable;
import io.fluxgateway.testkit.RawClient;
import io.fluxgateway.testkit.RawUpstream;
import io.undertow.server.handlers.ResponseCodeHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FluxServerTest {
    @Test
    void aGatewayIsServed() throws Exception {
        try (Gateway gateway = Gateway.builder("p").build();
                FluxServer server = FluxServer.builder(gateway).port(0).start();
                RawClient client = new RawClient(server.port())) {
            RawClient.Response response = client.get("/").response();
            assertThat(response.status()).isEqualTo(401);
            assertThat(response.header("x-request-id")).matches("[0-9a-f]{32}");
            assertThat(response.header("content-type")).isEqualTo("application/problem+json");
            assertThat(response.header("server")).isNull();
            assertThat(server.address().getAddress().isLoopbackAddress()).isTrue();
        }
    }

    @Test
    void aBusyPortIsSaidInOneLine() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            assertThatThrownBy(() -> FluxServer.builder(ResponseCodeHandler.HANDLE_200)
                            .port(port)
                            .start())
                    .isInstanceOf(ServerStartException.class)
                    .hasMessage("port " + port + " on 127.0.0.1 is in use (choose another port)");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"no-such-host.invalid", "192.0.2.1"})
    void aHostThatIsNotThisMachineIsSaidInOneLine(String host) {
        assertThatThrownBy(() -> FluxServer.builder(ResponseCodeHandler.HANDLE_200)
                        .host(host)
                        .port(0)
                        .start())
                .isInstanceOf(ServerStartException.class)
                .hasMessageContaining(host)
                .hasMessageContaining("this machine")
                .message()
                .hasLineCount(1);
    }

    @Test
    void badOptionsAreRefusedWhereTheyAreSet() {
        FluxServerBuilder builder = FluxServer.builder(ResponseCodeHandler.HANDLE_200);
        assertThatThrownBy(() -> builder.port(70_000)).hasMessage("port: 70000 (expected: 0 to 65535)");
        assertThatThrownBy(() -> builder.host(" ")).hasMessageStartingWith("host: \" \"");
        assertThatThrownBy(() -> builder.maxBodySize(0)).hasMessage("maxBodySize: 0 (expected: at least 1)");
        assertThatThrownBy(() -> builder.sendBuffer(-1)).hasMessage("sendBuffer: -1 (expected: 0 to 1073741824)");
        assertThatThrownBy(() -> builder.idleTimeout(Duration.ZERO))
                .hasMessage("idleTimeout: PT0S (expected: more than zero)");
        assertThatThrownBy(() -> ForwardOptions.builder().maxConnectionsPerThread(0))
                .hasMessage("maxConnectionsPerThread: 0 (expected: at least 1)");
    }

    @Test
    void oneConnectionTooManyIsToldSoAtOnceAndTheOthersStay() throws Exception {
        try (FluxServer server = FluxServer.builder(ResponseCodeHandler.HANDLE_200)
                        .port(0)
                        .maxConnections(2)
                        .drainTimeout(Duration.ZERO)
                        .start();
                RawClient first = new RawClient(server.port());
                RawClient second = new RawClient(server.port())) {
            assertThat(first.get("/").response().status()).isEqualTo(200);
            assertThat(second.get("/").response().status()).isEqualTo(200);

            for (int i = 0; i < 3; i++) {
                try (RawClient third = new RawClient(server.port())) {
                    RawClient.Response answer = third.get("/").response();
                    assertThat(answer.status()).isEqualTo(503);
                    assertThat(answer.header("retry-after")).isEqualTo("1");
                    assertThat(answer.header("x-request-id")).matches("[0-9a-f]{32}");
                    assertThat(answer.text()).contains("\"code\":\"overloaded\"", answer.header("x-request-id"));
                    assertThat(third.isClosedByPeer()).isTrue();
                }
            }
            try (RawClient silent = new RawClient(server.port())) {
                assertThat(silent.response().status()).isEqualTo(503);
                assertThat(silent.isClosedByPeer()).isTrue();
            }

            assertThat(first.get("/").response().status()).isEqualTo(200);
            second.socket().close();
            await().untilAsserted(() -> assertThat(server.connections()).isEqualTo(1));
            try (RawClient next = new RawClient(server.port())) {
                assertThat(next.get("/").response().status()).isEqualTo(200);
            }
        }
    }

    @Test
    void whileAServerStopsItsGatewayIsNotReadyForMore() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch finish = new CountDownLatch(1);
        try (Gateway gateway = Gateway.builder("p")
                        .before(
                                Step.AUTHENTICATION,
                                (exchange, next) -> exchange.offload(e -> {
                                    begun.countDown();
                                    assertThat(finish.await(10, TimeUnit.SECONDS))
                                            .isTrue();
                                    return next.proceed(e);
                                }))
                        .routes(RouteTable.of(
                                FunctionManifest.named("a").runtime("host").build()))
                        .build();
                FluxServer server = FluxServer.builder(gateway).port(0).start();
                RawClient busy = new RawClient(server.port());
                RawClient kept = new RawClient(server.port())) {
            assertThat(kept.get("/_flux/health/ready").response().status()).isEqualTo(200);
            await().untilAsserted(() -> assertThat(server.connections()).isEqualTo(2));
            busy.get("/a");
            assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
            Thread closer = new Thread(server::close);
            closer.start();
            await().untilAsserted(() -> assertThat(closer.getState()).isEqualTo(Thread.State.TIMED_WAITING));

            RawClient.Response ready = kept.get("/_flux/health/ready").response();
            assertThat(ready.status()).isEqualTo(503);
            assertThat(ready.header("connection")).isEqualTo("close");
            finish.countDown();
            assertThat(busy.response().status()).isEqualTo(401);
            closer.join(10_000);
            assertThat(closer.isAlive()).isFalse();
        }
    }

    @RepeatedTest(5)
    void aRequestThatWasSentRightAfterAnAnswerIsNotLostWhenTheServerStops() throws Exception {
        AtomicInteger answered = new AtomicInteger();
        FluxServer server =
                FluxServer.builder(ResponseCodeHandler.HANDLE_200).port(0).start();
        ExecutorService threads = Executors.newFixedThreadPool(3);
        List<CompletableFuture<Boolean>> clients = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            clients.add(CompletableFuture.supplyAsync(() -> isToldToClose(server.port(), answered), threads));
            int before = answered.get();
            await().until(() -> answered.get() > before + 100 && server.connections() == clients.size());
        }

        server.close();

        assertThat(clients.stream().map(CompletableFuture::join)).containsOnly(true);
        threads.shutdown();
    }

    private static boolean isToldToClose(int port, AtomicInteger answered) {
        try (RawClient client = new RawClient(port)) {
            while (!"close".equals(client.get("/").response().header("connection"))) {
                answered.incrementAndGet();
            }
            return client.isClosedByPeer();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void requestsUnderWayFinishWhenTheServerStops() throws Exception {
        CountDownLatch finish = new CountDownLatch(1);
        AtomicInteger entered = new AtomicInteger();
        FluxServer server = FluxServer.builder(exchange -> {
                    entered.incrementAndGet();
                    if (exchange.getQueryString().isEmpty()) {
                        exchange.getResponseSender().send("quick");
                    } else {
                        exchange.dispatch(() -> {
                            try {
                                assertThat(finish.await(10, TimeUnit.SECONDS)).isTrue();
                            } catch (InterruptedException e) {
                                throw new IllegalStateException(e);
                            }
                            exchange.getResponseSender().send("slow");
                        });
                    }
                })
                .port(0)
                .start();
        try (RawClient busy = new RawClient(server.port());
                RawClient kept = new RawClient(server.port())) {
            assertThat(kept.get("/").response().header("connection")).isNull();
            busy.get("/?slow");
            await().untilAsserted(() -> assertThat(entered).hasValue(2));
            Thread closer = new Thread(server::close);
            closer.start();
            await().untilAsserted(() -> assertThatThrownBy(() -> new RawClient(server.port()).close())
                    .isInstanceOf(ConnectException.class));
            await().untilAsserted(() -> assertThat(closer.getState()).isEqualTo(Thread.State.TIMED_WAITING));
            RawClient.Response last = kept.get("/").response();
            assertThat(last.text()).isEqualTo("quick");
            assertThat(last.header("connection")).isEqualTo("close");
            assertThat(kept.isClosedByPeer()).isTrue();
            finish.countDown();
            assertThat(busy.response().text()).isEqualTo("slow");
            closer.join(10_000);
            assertThat(closer.isAlive()).isFalse();
            server.close(); // again
        }
    }

    @Test
    void aStreamThatDoesNotEndIsCutAtTheDrainTimeout() throws Exception {
        try (RawUpstream upstream = new RawUpstream((connection, number) -> {
            connection.head();
            connection.send(RawClient.http("HTTP/1.1 200 OK", "Transfer-Encoding: chunked") + "1\r\nx\r\n");
            connection.isClosedByPeer();
        })) {
            TestGateway gateway = TestGateway.to(
                    Endpoint.upstream("http", "127.0.0.1", upstream.port(), ""),
                    Duration.ofSeconds(10),
                    ForwardOptions.DEFAULT,
                    server -> server.drainTimeout(Duration.ofMillis(100)));
            try (RawClient client = gateway.connect()) {
                client.get("/").head();
                assertThat(client.chunk()).hasSize(1);
                gateway.close();
                assertThat(client.isClosedByPeer()).isTrue();
                assertThat(gateway.completed).hasValue(1);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aBodyOverTheLimitIsRefused(boolean declared) throws Exception {
        try (RawUpstream upstream = new RawUpstream((connection, number) -> {
                    connection.head();
                    while (!connection.isClosedByPeer()) {
                        // takes what comes
                    }
                });
                TestGateway gateway = small(upstream.port());
                RawClient client = gateway.connect()) {
            String body = "x".repeat(150);
            RawClient.Response response = client.exchange(
                    declared
                            ? RawClient.http("POST / HTTP/1.1", "Host: g", "Content-Length: 150") + body
                            : RawClient.http("POST / HTTP/1.1", "Host: g", "Transfer-Encoding: chunked") + "96\r\n"
                                    + body + "\r\n0\r\n\r\n");
            assertThat(response.status()).isEqualTo(413);
            assertThat(gateway.failures).containsExactly(ForwardFailure.REQUEST_TOO_LARGE);
            await().untilAsserted(() -> assertThat(gateway.completed).hasValue(1));
        }
    }

    @Test
    void aClientThatWaitsToSendATooLargeBodyIsNotToldToContinue() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering("");
                TestGateway gateway = small(upstream.port());
                RawClient client = gateway.connect()) {
            client.send(RawClient.http("POST / HTTP/1.1", "Host: g", "Content-Length: 101", "Expect: 100-continue"));
            assertThat(client.response().status()).isEqualTo(413);
            assertThat(client.isClosedByPeer()).isTrue();
            assertThat(upstream.connections()).hasValue(0);
        }
    }

    private static TestGateway small(int upstream) {
        return TestGateway.to(
                Endpoint.upstream("http", "127.0.0.1", upstream, ""),
                Duration.ofSeconds(20),
                ForwardOptions.DEFAULT,
                server -> server.maxBodySize(100));
    }

    @Test
    void aHeadThatIsTooLargeOrTooSlowIsRefused() throws IOException, ServerStartException {
        try (FluxServer server = FluxServer.builder(ResponseCodeHandler.HANDLE_200)
                .port(0)
                .maxHeaderSize(1024)
                .maxHeaders(10)
                .requestParseTimeout(Duration.ofMillis(300))
                .start()) {
            try (RawClient client = new RawClient(server.port())) {
                client.send("GET / HTTP/1.1\r\nHost: g\r\nX: " + "x".repeat(2000) + "\r\n\r\n");
                assertThat(client.response().status()).isEqualTo(431);
            }
            try (RawClient client = new RawClient(server.port())) {
                client.send("GET / HTTP/1.1\r\nHost: g\r\n" + "X: y\r\n".repeat(20) + "\r\n");
                assertThat(client.response().status()).isEqualTo(431);
            }
            try (RawClient client = new RawClient(server.port())) {
                assertThat(client.send("GET / HTTP/1.1\r\nHo").isClosedByPeer()).isTrue();
            }
        }
    }

    @Test
    void aConnectionWithoutRequestsIsClosedAfterAWhile() throws Exception {
        try (FluxServer server = FluxServer.builder(ResponseCodeHandler.HANDLE_200)
                        .port(0)
                        .idleTimeout(Duration.ofSeconds(2))
                        .start();
                RawClient client = new RawClient(server.port())) {
            assertThat(client.get("/").response().status()).isEqualTo(200);
            assertThat(client.isClosedByPeer()).isTrue();
        }
    }
}

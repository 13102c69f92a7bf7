package io.fluxgateway.undertow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fluxgateway.testkit.RawClient;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xnio.IoUtils;

/**
 * A connection that is over keeps no memory until a timer or a time limit passes: clients that connect, ask and leave as fast as
 * they can would fill the heap with what they no longer wait for.
 */
class ReleaseTest {
    /** Much longer than it takes to collect garbage. */
    private static final Duration TIMERS = Duration.ofMinutes(10);

    private final Queue<WeakReference<?>> exchanges = new ConcurrentLinkedQueue<>();
    private final Queue<WeakReference<?>> connections = new ConcurrentLinkedQueue<>();
    private final FluxServer server;

    ReleaseTest() throws Exception {
        server = FluxServer.builder(exchange -> {
                    exchanges.add(new WeakReference<>(exchange));
                    connections.add(new WeakReference<>(exchange.getConnection()));
                    switch (exchange.getRequestPath()) {
                        case "/held" -> exchange.dispatch(() -> {});
                        case "/left" -> {
                            IoUtils.safeClose(exchange.getConnection());
                            exchange.endExchange();
                        }
                        default -> exchange.getResponseSender().send("ok");
                    }
                })
                .port(0)
                .http2WithoutTls(true)
                .idleTimeout(TIMERS)
                .requestParseTimeout(TIMERS)
                .drainTimeout(Duration.ZERO)
                .http2(Http2Options.builder().stallTimeout(TIMERS).build())
                .start();
    }

    @AfterEach
    void end() {
        server.close();
    }

    @Test
    void anHttp1ConnectionThatWasServed() throws Exception {
        try (RawClient client = new RawClient(server.port())) {
            assertThat(client.get("/").response().status()).isEqualTo(200);
        }
        areReleased(1);
    }

    @Test
    void anHttp1ConnectionThatItsClientLeftInTheMiddleOfAHead() throws Exception {
        try (RawClient client = new RawClient(server.port())) {
            assertThat(client.get("/").response().status()).isEqualTo(200);
            client.send("GET / HTTP/1.1\r\nHo");
        }
        areReleased(1);
    }

    @Test
    void anHttp1ConnectionThatItsClientLeftBeforeTheAnswer() throws Exception {
        try (RawClient client = new RawClient(server.port())) {
            assertThat(client.get("/left").isClosedByPeer()).isTrue();
        }
        areReleased(1);
    }

    @Test
    void anHttp2ConnectionThatWasServed() throws Exception {
        try (Http2Client client = Http2Client.connect(server.port())) {
            assertThat(client.headers(1, true, Http2Client.get("/")).await(1).text())
                    .isEqualTo("ok");
        }
        areReleased(1);
    }

    @Test
    void anHttp2ConnectionWhoseRequestsWereReset() throws Exception {
        try (Http2Client client = Http2Client.connect(server.port())) {
            for (int stream = 1; stream < 20; stream += 2) {
                client.headers(stream, true, Http2Client.get("/held")).reset(stream, 8);
            }
            await().until(exchanges::size, Predicate.isEqual(10));
        }
        areReleased(10);
    }

    private void areReleased(int count) {
        await("the connection is closed")
                .untilAsserted(() -> assertThat(server.connections()).isZero());
        assertThat(exchanges).hasSize(count);
        await("nothing holds what was asked on it").untilAsserted(() -> {
            System.gc();
            assertThat(exchanges).allMatch(exchange -> exchange.get() == null);
            assertThat(connections).allMatch(connection -> connection.get() == null);
        });
    }
}

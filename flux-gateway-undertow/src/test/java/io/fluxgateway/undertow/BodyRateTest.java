package io.fluxgateway.undertow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fluxgateway.exchange.Body;
import io.fluxgateway.exchange.Endpoint;
import io.fluxgateway.exchange.ForwardFailure;
import io.fluxgateway.testkit.RawClient;
import io.fluxgateway.testkit.RawUpstream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Clients that hold a connection by sending a body drop by drop. */
class BodyRateTest {
    private static final int LENGTH = 40_000_000;
    private static final int BLOCKS = 1_000;
    private static final String HEAD = RawClient.http("POST / HTTP/1.1", "Host: g", "Content-Length: " + LENGTH);
    private static final ForwardOptions OPTIONS = ForwardOptions.builder()
            .minBodyRate(1_000)
            .bodyRateWindow(Duration.ofMillis(200))
            .build();
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @Test
    void aBodyThatDripsIntoAFunctionIsGivenUpAndTheFunctionsConnectionClosed() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        try (RawUpstream upstream = new RawUpstream((connection, number) -> {
                    connection.head();
                    while (!connection.isClosedByPeer()) {
                        // takes the body
                    }
                    closed.countDown();
                });
                TestGateway gateway = TestGateway.to(endpoint(upstream.port()), Duration.ofMinutes(1), OPTIONS);
                RawClient client = gateway.connect()) {
            assertThat(drip(client).status()).isEqualTo(408);
            assertThat(gateway.failures).containsExactly(ForwardFailure.REQUEST_TOO_SLOW);
            assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(client.isClosedByPeer()).isTrue();
        }
    }

    @Test
    void aBodyThatDripsIntoMemoryIsGivenUp() throws Exception {
        try (TestGateway gateway = TestGateway.running(
                        (exchange, next) -> exchange.readBody(
                                100_000_000,
                                (e, failure) -> e.respond(
                                        failure == ForwardFailure.REQUEST_TOO_SLOW ? 408 : 400,
                                        new Body("text/plain", new byte[0])),
                                (e, body) -> e.respond(200, new Body("text/plain", body))),
                        OPTIONS);
                RawClient client = gateway.connect()) {
            assertThat(drip(client).status()).isEqualTo(408);
        }
    }

    @Test
    void aClientThatWaitsForASlowFunctionIsNotBlamed() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        try (RawUpstream upstream = new RawUpstream((connection, number) -> {
                    connection.head();
                    assertThat(goOn.await(60, TimeUnit.SECONDS)).isTrue();
                    for (int i = 0; i < BLOCKS; i++) {
                        connection.bytes(LENGTH / BLOCKS);
                    }
                    connection.send(OK);
                });
                TestGateway gateway = TestGateway.to(
                        endpoint(upstream.port()),
                        Duration.ofMinutes(2),
                        ForwardOptions.builder()
                                .minBodyRate(1_000)
                                .bodyRateWindow(Duration.ofSeconds(1))
                                .build());
                RawClient client = gateway.connect()) {
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> {
                try {
                    byte[] block = new byte[LENGTH / BLOCKS];
                    client.send(HEAD);
                    for (int i = 0; i < BLOCKS; i++) {
                        client.out().write(block);
                    }
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            await().during(Duration.ofSeconds(4)).atMost(Duration.ofSeconds(20)).until(gateway.failures::isEmpty);
            assertThat(sent).as("all is on its way").isNotDone();
            goOn.countDown();
            assertThat(client.response().text()).isEqualTo("ok");
            sent.join();
        }
    }

    @Test
    void aRateBelowNoneIsRefused() {
        assertThatThrownBy(() -> ForwardOptions.builder().minBodyRate(-1))
                .hasMessage("minBodyRate: -1 (expected: 0 or more)");
    }

    private static Endpoint endpoint(int port) {
        return Endpoint.upstream("http", "127.0.0.1", port, "");
    }

    /** Sends a few bytes now and then until there is an answer. */
    private static RawClient.Response drip(RawClient client) throws Exception {
        client.send(HEAD);
        CompletableFuture<RawClient.Response> answer = CompletableFuture.supplyAsync(() -> {
            try {
                return client.response();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        await().atMost(Duration.ofSeconds(15))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    if (!answer.isDone()) {
                        client.sendUnlessClosed("x");
                    }
                    return answer.isDone();
                });
        return answer.join();
    }
}

package io.fluxgateway.undertow;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxgateway.testkit.RawClient;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xnio.channels.Channels;

/** What is under a connection, in pieces and where no gateway answers. */
class GuardTest {
    @Test
    void requestsThatComeOctetByOctetAreAnswered() throws Exception {
        try (FluxServer server = FluxServer.builder(exchange -> exchange.getRequestReceiver()
                                .receiveFullString(
                                        (e, body) -> e.getResponseSender().send(e.getRequestPath() + body)))
                        .port(0)
                        .start();
                RawClient client = new RawClient(server.port())) {
            String text = RawClient.http("POST /a HTTP/1.1", "Host: g", "Transfer-Encoding: chunked")
                    + "3;x\r\nabc\r\n0\r\nX: y\r\n\r\n"
                    + RawClient.http("GET /b HTTP/1.1", "Host: g");
            for (int i = 0; i < text.length(); i++) {
                client.send(text.substring(i, i + 1));
            }

            assertThat(client.response().text()).isEqualTo("/aabc");
            assertThat(client.response().text()).isEqualTo("/b");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 40})
    void aMalformedHeadInPiecesIsRefusedBehindTheRequestBeforeIt(int size) throws Exception {
        AtomicInteger handled = new AtomicInteger();
        try (FluxServer server = FluxServer.builder(exchange -> {
                            handled.incrementAndGet();
                            exchange.getResponseSender().send("ok");
                        })
                        .port(0)
                        .start();
                RawClient client = new RawClient(server.port())) {
            String text = RawClient.http("GET / HTTP/1.1", "Host: g")
                    + RawClient.http("GET / HTTP/1.1", "Host: g", "X : y")
                    + RawClient.http("GET / HTTP/1.1", "Host: g");
            for (int i = 0; i < text.length(); i += size) {
                client.sendUnlessClosed(text.substring(i, Math.min(text.length(), i + size)));
            }

            assertThat(client.response().text()).isEqualTo("ok");
            RawClient.Response refused = client.response();
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.header("connection")).isEqualTo("close");
            assertThat(client.isClosedByPeer()).isTrue();
            assertThat(handled).hasValue(1);
        }
    }

    @Test
    void aConnectionThatSpeaksAnotherProtocolIsNotChecked() throws Exception {
        try (FluxServer server = FluxServer.builder(exchange -> exchange.upgradeChannel((connection, upgraded) -> {
                            try {
                                ByteBuffer bytes = ByteBuffer.allocate(5);
                                Channels.readBlocking(connection.getSourceChannel(), bytes);
                                bytes.flip();
                                Channels.writeBlocking(connection.getSinkChannel(), bytes);
                                Channels.flushBlocking(connection.getSinkChannel());
                            } catch (java.io.IOException e) {
                                throw new java.io.UncheckedIOException(e);
                            }
                        }))
                        .port(0)
                        .start();
                RawClient client = new RawClient(server.port())) {
            client.send(RawClient.http("GET / HTTP/1.1", "Host: g", "Connection: Upgrade", "Upgrade: echo"));
            assertThat(client.head().status()).isEqualTo(101);
            client.send("\0\1\2\n\n");

            assertThat(client.bytes(5)).containsExactly(0, 1, 2, '\n', '\n');
        }
    }
}

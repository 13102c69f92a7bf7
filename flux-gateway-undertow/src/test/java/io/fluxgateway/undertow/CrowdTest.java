package io.fluxgateway.undertow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fluxgateway.testkit.Crowd;
import io.fluxgateway.testkit.RawClient;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.BlockingHandler;
import io.undertow.server.handlers.ResponseCodeHandler;
import io.undertow.util.SameThreadExecutor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xnio.IoUtils;
import org.xnio.channels.StreamSinkChannel;

/** Many clients that come and leave at once. */
class CrowdTest {
    private static final int MANY = 1_000;

    @ParameterizedTest(name = "HTTP/2 as well: {0}")
    @ValueSource(booleans = {false, true})
    void clientsThatLeaveAtOnceAreAllLetGo(boolean http2) throws Exception {
        try (FluxServer server = FluxServer.builder(ResponseCodeHandler.HANDLE_200)
                .port(0)
                .http2WithoutTls(http2)
                .start()) {
            for (String begins :
                    new String[] {"", "PRI * HT", "GET / HTTP/1.1\r\nHost: g", "GET / HTTP/1.1\r\nHost: g\r\n\r\n"}) {
                try (Crowd crowd = new Crowd(server.port())) {
                    crowd.join(MANY, begins);
                    await("all have come")
                            .untilAsserted(
                                    () -> assertThat(server.connections()).isEqualTo(MANY));
                }
                await("all are let go")
                        .untilAsserted(() -> assertThat(server.connections()).isZero());
            }
        }
    }

    @Test
    void clientsThatLeaveAreLetGoByThoseWhoWaitForTheirBodies() throws Exception {
        Set<HttpServerExchange> read = ConcurrentHashMap.newKeySet();
        BlockingHandler reader = new BlockingHandler(exchange -> {
            read.add(exchange);
            exchange.getInputStream().readAllBytes();
        });
        try (FluxServer server = FluxServer.builder(reader).port(0).start()) {
            try (Crowd crowd = new Crowd(server.port())) {
                crowd.join(200, RawClient.http("POST / HTTP/1.1", "Host: g", "Content-Length: 100") + "and no more");
                await("all have come")
                        .untilAsserted(() -> assertThat(server.connections()).isEqualTo(200));
                await("some are read").untilAsserted(() -> assertThat(read).isNotEmpty());
            }
            await("all are let go")
                    .untilAsserted(() -> assertThat(server.connections()).isZero());
            assertThat(read).hasSize(200);
        }
    }

    @Test
    void littleIsKeptForAClientThatDoesNotRead() throws Exception {
        AtomicLong sent = new AtomicLong();
        try (FluxServer server = FluxServer.builder(exchange -> sendWithoutEnd(exchange, sent))
                        .port(0)
                        .sendBuffer(64 * 1024)
                        .drainTimeout(Duration.ZERO)
                        .start();
                Crowd crowd = new Crowd(server.port())) {
            crowd.join(1, RawClient.http("GET / HTTP/1.1", "Host: g"));
            await("some is sent").until(() -> sent.get() >= 32 * 1024);
            await("what can be sent is sent")
                    .during(Duration.ofMillis(300))
                    .until(sent::get, new Unchanged()::sinceLast);
            assertThat(sent).hasValueLessThanOrEqualTo(512 * 1024);
        }
    }

    private static void sendWithoutEnd(HttpServerExchange exchange, AtomicLong sent) {
        exchange.dispatch(SameThreadExecutor.INSTANCE, () -> {
            StreamSinkChannel sink = exchange.getResponseChannel();
            sink.getWriteSetter().set(channel -> {
                try {
                    for (int count = 1; count > 0; sent.addAndGet(count)) {
                        count = sink.write(ByteBuffer.allocate(16 * 1024));
                    }
                } catch (IOException e) {
                    IoUtils.safeClose(exchange.getConnection());
                }
            });
            sink.resumeWrites();
        });
    }

    /** Of a number that is looked at again and again. */
    private static final class Unchanged {
        private long last;

        boolean sinceLast(long now) {
            boolean same = now > 0 && now == last;
            last = now;
            return same;
        }
    }
}

package io.fluxgateway.testkit;

import static io.fluxgateway.testkit.ContractGateway.soon;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that are longer than any buffer, and bodies that come bit by bit. */
interface StreamingCases extends HostCases {
    int BLOCK = 1 << 16;
    /** More than the heap that the contract is run with can keep beside all else. */
    int LARGE = 100 << 20;
    /** Far more than the sockets' buffers. */
    int MUCH = 64 << 20;

    /** The bytes of a long body: each block is other than its neighbours. */
    private static byte[] block(int number) {
        byte[] block = new byte[BLOCK];
        for (int i = 0; i < BLOCK; i++) {
            block[i] = (byte) (i * 31 + number * 7);
        }
        return block;
    }

    private static void sendBlocks(RawClient to, int total, AtomicLong sent) throws IOException {
        for (int i = 0; i < total / BLOCK; i++) {
            to.out().write(block(i));
            sent.addAndGet(BLOCK);
        }
    }

    private static void receiveBlocks(RawClient from, int total) throws IOException {
        for (int i = 0; i < total / BLOCK; i++) {
            assertThat(from.bytes(BLOCK)).isEqualTo(block(i));
        }
    }

    private static Thread sending(RawClient to, int total, AtomicLong sent) {
        Thread sender = new Thread(
                () -> {
                    try {
                        sendBlocks(to, total, sent);
                    } catch (IOException e) {
                        sent.set(Long.MIN_VALUE);
                    }
                },
                "sender");
        sender.setDaemon(true);
        sender.start();
        return sender;
    }

    /** Where a counter stops for half a second. */
    private static long untilItStandsStill(AtomicLong counter) {
        long[] last = {-1};
        soon().pollInterval(500, TimeUnit.MILLISECONDS).until(() -> {
            long now = counter.get();
            boolean still = now > 0 && now == last[0];
            last[0] = now;
            return still;
        });
        return last[0];
    }

    @Test
    default void aHundredMegabytesGoUp() throws Exception {
        try (RawUpstream upstream = new RawUpstream((connection, number) -> {
                    connection.head();
                    receiveBlocks(connection, LARGE);
                    connection.send(OK);
                });
                RawClient client = connect(upstream.port())) {
            client.send(head("POST /up/x", "Content-Length: " + LARGE));
            sendBlocks(client, LARGE, new AtomicLong());

            assertThat(client.response().text()).isEqualTo("ok");
        }
    }

    @Test
    default void aHundredMegabytesComeDown() throws Exception {
        try (RawUpstream upstream = new RawUpstream((connection, number) -> {
                    connection.head();
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + LARGE + "\r\n\r\n");
                    sendBlocks(connection, LARGE, new AtomicLong());
                });
                RawClient client = connect(upstream.port())) {
            assertThat(client.send(getting("/up/x")).head().header("content-length"))
                    .isEqualTo(String.valueOf(LARGE));
            receiveBlocks(client, LARGE);
        }
    }

    @Test
    default void fiveMegabytesInChunksComeBackInChunks() throws Exception {
        int chunks = 5 << 4;
        try (RawUpstream upstream = new RawUpstream((connection, number) -> {
                    connection.head();
                    java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
                    for (byte[] chunk = connection.chunk(); chunk.length > 0; chunk = connection.chunk()) {
                        all.write(chunk);
                    }
                    connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                    byte[] body = all.toByteArray();
                    for (int i = 0; i < chunks; i++) {
                        connection.send(Integer.toHexString(BLOCK) + "\r\n");
                        connection.out().write(body, i * BLOCK, BLOCK);
                        connection.send("\r\n");
                    }
                    connection.send("0\r\n\r\n");
                });
                RawClient client = connect(upstream.port())) {
            client.send(head("POST /up/x", "Transfer-Encoding: chunked"));
            for (int i = 0; i < chunks; i++) {
                client.send(Integer.toHexString(BLOCK) + "\r\n");
                client.out().write(block(i));
                client.send("\r\n");
            }
            client.send("0\r\n\r\n");

            assertThat(client.head().status()).isEqualTo(200);
            java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
            for (byte[] chunk = client.chunk(); chunk.length > 0; chunk = client.chunk()) {
                all.write(chunk);
            }
            assertThat(all.size()).isEqualTo(chunks * BLOCK);
            assertThat(all.toByteArray()).startsWith(block(0)).endsWith(block(chunks - 1));
        }
    }

    @Test
    default void aSlowReaderHoldsTheUpstreamBack() throws Exception {
        AtomicLong sent = new AtomicLong();
        try (RawUpstream upstream = new RawUpstream((connection, number) -> {
                    connection.head();
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + MUCH + "\r\n\r\n");
                    sendBlocks(connection, MUCH, sent);
                });
                RawClient client = connect(upstream.port())) {
            client.send(getting("/up/x")).head();

            assertThat(untilItStandsStill(sent)).isPositive().isLessThan(MUCH / 2);
            receiveBlocks(client, MUCH);
        }
    }

    @Test
    default void aSlowUpstreamHoldsTheClientBack() throws Exception {
        AtomicLong sent = new AtomicLong();
        CountDownLatch reads = new CountDownLatch(1);
        try (RawUpstream upstream = new RawUpstream((connection, number) -> {
                    connection.head();
                    assertThat(reads.await(20, TimeUnit.SECONDS)).isTrue();
                    receiveBlocks(connection, MUCH);
                    connection.send(OK);
                });
                RawClient client = connect(upstream.port())) {
            client.send(head("POST /up/x", "Content-Length: " + MUCH));
            Thread sender = sending(client, MUCH, sent);

            assertThat(untilItStandsStill(sent)).isPositive().isLessThan(MUCH / 2);
            reads.countDown();
            assertThat(client.response().text()).isEqualTo("ok");
            sender.join();
            assertThat(sent).hasValue(MUCH);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Transfer-Encoding: chunked", "Content-Length: 15"})
    default void anEventIsRelayedAsSoonAsItIsThere(String framing) throws Exception {
        CountDownLatch[] seen = {new CountDownLatch(1), new CountDownLatch(1), new CountDownLatch(1)};
        boolean chunked = framing.endsWith("chunked");
        try (RawUpstream upstream = new RawUpstream((connection, number) -> {
                    connection.head();
                    connection.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n" + framing + "\r\n\r\n");
                    for (int i = 0; i < seen.length; i++) {
                        connection.send(chunked ? "5\r\ndata" + i + "\r\n" : "data" + i);
                        if (!seen[i].await(20, TimeUnit.SECONDS)) {
                            return;
                        }
                    }
                    connection.send(chunked ? "0\r\n\r\n" : "");
                });
                RawClient client = connect(upstream.port())) {
            assertThat(client.send(getting("/up/events")).head().header("content-type"))
                    .isEqualTo("text/event-stream");
            for (int i = 0; i < seen.length; i++) {
                assertThat(chunked ? client.chunk() : client.bytes(5)).isEqualTo(("data" + i).getBytes(UTF_8));
                seen[i].countDown();
            }
        }
    }

    @Test
    default void aBodyIsForwardedAsSoonAsItIsThere() throws Exception {
        CountDownLatch[] seen = {new CountDownLatch(1), new CountDownLatch(1), new CountDownLatch(1)};
        try (RawUpstream upstream = new RawUpstream((connection, number) -> {
                    connection.head();
                    for (CountDownLatch part : seen) {
                        connection.bytes(4);
                        part.countDown();
                    }
                    connection.send(OK);
                });
                RawClient client = connect(upstream.port())) {
            client.send(head("POST /up/x", "Content-Length: 12"));
            for (CountDownLatch part : seen) {
                client.send("part");
                assertThat(part.await(20, TimeUnit.SECONDS)).isTrue();
            }
            assertThat(client.response().text()).isEqualTo("ok");
        }
    }
}

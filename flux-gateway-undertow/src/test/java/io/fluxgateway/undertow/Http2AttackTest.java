package io.fluxgateway.undertow;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxgateway.exchange.Endpoint;
import io.fluxgateway.testkit.RawClient;
import io.fluxgateway.testkit.RawUpstream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLException;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that make a server work for frames that cost them nothing; others are served meanwhile. */
class Http2AttackTest {
    private static final int REFUSED = 7;

    private static final Set<Integer> HELD = ConcurrentHashMap.newKeySet();
    private static final AtomicInteger LEFT = new AtomicInteger();
    private static RawUpstream upstream;
    private static TestGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        RawUpstream[] self = new RawUpstream[1];
        upstream = new RawUpstream((connection, number) -> {
            while (true) {
                RawClient.Response head = connection.head();
                if (head.statusLine().contains("/held")) {
                    HELD.add(number);
                    self[0].awaitClose(connection);
                    LEFT.incrementAndGet();
                    return;
                }
                String body = head.statusLine().contains("/large") ? "x".repeat(1 << 18) : "ok";
                connection.send(RawClient.http("HTTP/1.1 200 OK", "Content-Length: " + body.length()) + body);
            }
        });
        self[0] = upstream;
        gateway = gateway(options -> options.maxConcurrentStreams(50).maxResets(60));
    }

    private static TestGateway gateway(UnaryOperator<Http2Options.Builder> options) {
        return TestGateway.to(
                Endpoint.upstream("http", "127.0.0.1", upstream.port(), ""),
                Duration.ofSeconds(60),
                ForwardOptions.builder().maxConnectionsPerThread(1000).build(),
                server -> server.http2WithoutTls(true)
                        .idleTimeout(Duration.ofSeconds(20))
                        .http2(options.apply(Http2Options.builder().stallTimeout(Duration.ofMillis(300)))
                                .build()));
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
        upstream.close();
    }

    @AfterEach
    void othersAreServedAndNothingIsLeftBehind() throws Exception {
        try (Http2Client client = connect()) {
            assertThat(client.headers(1, true, Http2Client.get("/")).await(1).text())
                    .isEqualTo("ok");
        }
        await().untilAsserted(() -> assertThat(gateway.completed).hasValue(gateway.started.get()));
        await().untilAsserted(() -> assertThat(LEFT).hasValue(HELD.size()));
    }

    private static ConditionFactory await() {
        return Awaitility.await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(5));
    }

    private static ConditionFactory await(String what) {
        return await().alias(what);
    }

    private static Http2Client connect() throws IOException {
        return Http2Client.connect(gateway.port());
    }

    /** For a test of what ends a connection that an acknowledgement in the middle of a head would end as well. */
    private static Http2Client unfriendly() throws IOException {
        return Http2Client.unfriendly(gateway.port());
    }

    private interface Burst {
        void send(int round) throws IOException;
    }

    /** Goes on until the server closes, but not forever. */
    private static int until(Http2Client client, int most, Burst burst) {
        int rounds = 0;
        try {
            while (rounds < most && !client.isClosed()) {
                burst.send(rounds++);
            }
        } catch (SocketException | SSLException e) {
            // closed
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        await().untilAsserted(() -> assertThat(client.isClosed()).isTrue());
        return rounds;
    }

    @Test
    void rapidResetsEndTheConnectionAndEachRequestOfIt() throws Exception {
        int before = gateway.started.get();
        try (Http2Client client = connect()) {
            until(
                    client,
                    20_000,
                    i -> client.headers(2 * i + 1, true, Http2Client.get("/held"))
                            .reset(2 * i + 1, 8));
        }
        assertThat(gateway.started.get() - before).isLessThanOrEqualTo(61);
    }

    @Test
    void resetsOfManyConnectionsTogetherAreBounded() throws Exception {
        try (TestGateway small = gateway(options -> options.maxResetsOfAll(30));
                Http2Client first = Http2Client.connect(small.port());
                Http2Client second = Http2Client.connect(small.port())) {
            resetHeld(first, 25);
            await().untilAsserted(() -> assertThat(small.completed).hasValue(25));
            assertThat(until(second, 50, round -> resetHeld(second, 2 * round + 1, 1)))
                    .isGreaterThan(10);
            assertThat(second.goneAway()).isEqualTo(FrameRates.ENHANCE_YOUR_CALM);
            assertThat(first.isClosed()).isFalse();

            try (Http2Client third = Http2Client.connect(small.port())) {
                resetHeld(third, 5);
                assertThat(third.headers(11, true, Http2Client.get("/"))
                                .await(11)
                                .text())
                        .as("there is room again")
                        .isEqualTo("ok");
            }
        }
    }

    private static void resetHeld(Http2Client client, int count) throws IOException {
        resetHeld(client, 1, count);
    }

    private static void resetHeld(Http2Client client, int first, int count) throws IOException {
        for (int stream = first; stream < first + 2 * count; stream += 2) {
            client.headers(stream, true, Http2Client.get("/held")).reset(stream, 8);
        }
    }

    @Test
    void resetsThatAClientMakesTheServerSendAreCountedToo() throws Exception {
        int before = gateway.started.get();
        try (Http2Client client = connect()) {
            until(
                    client,
                    20_000,
                    i -> client.headers(2 * i + 1, true, Http2Client.get("/held"))
                            .windowUpdate(2 * i + 1, 0));
        }
        assertThat(gateway.started.get() - before).isLessThanOrEqualTo(62);
    }

    @Test
    void oneResetEndsTheUpstreamRequestAndNoOther() throws Exception {
        int left = LEFT.get();
        try (Http2Client client = connect()) {
            client.headers(1, true, Http2Client.get("/held")).headers(3, true, Http2Client.get("/held"));
            await().untilAsserted(() -> assertThat(HELD).hasSize(left + 2));
            client.reset(1, 8);
            await().untilAsserted(() -> assertThat(LEFT).hasValue(left + 1));
            assertThat(client.headers(5, true, Http2Client.get("/")).await(5).text())
                    .isEqualTo("ok");
            assertThat(client.isClosed()).isFalse();
            assertThat(LEFT).hasValue(left + 1);
        }
        await().untilAsserted(() -> assertThat(LEFT).hasValue(left + 2));
    }

    @Test
    void streamsBeyondTheBoundAreRefusedAndTheOthersGoOn() throws Exception {
        try (Http2Client client = connect()) {
            for (int i = 0; i < 60; i++) {
                client.headers(2 * i + 1, true, Http2Client.get("/held"));
            }
            for (int i = 50; i < 60; i++) {
                assertThat(client.await(2 * i + 1).reset).isEqualTo(REFUSED);
            }
            client.reset(1, 8);
            int[] next = {121};
            await().untilAsserted(() -> {
                next[0] += 2;
                assertThat(client.headers(next[0], true, Http2Client.get("/"))
                                .await(next[0])
                                .text())
                        .isEqualTo("ok");
            });
            assertThat(client.answer(3).isOver()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ping", "ping ack", "settings", "priority", "unknown", "empty data", "small window updates"})
    void aFloodOfFramesEndsTheConnection(String kind) throws Exception {
        try (Http2Client client = connect()) {
            client.headers(1, false, Http2Client.request("POST", "/held"));
            int rounds = until(client, 200_000, i -> {
                switch (kind) {
                    case "ping" -> client.frame(Http2Client.PING, 0, 0, new byte[8]);
                    case "ping ack" -> client.frame(Http2Client.PING, Http2Client.ACK, 0, new byte[8]);
                    case "settings" -> client.settings(4, 65_535);
                    case "priority" -> client.frame(Http2Client.PRIORITY, 0, 3, new byte[5]);
                    case "unknown" -> client.frame(0x55, 0, 0, new byte[3]);
                    case "empty data" -> client.data(1, false, "");
                    default -> client.windowUpdate(1, 1);
                }
            });
            assertThat(rounds).isLessThan(200_000);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1000})
    void aRequestHeadThatGoesOnAndOnEndsTheConnection(int size) throws Exception {
        int before = gateway.started.get();
        try (Http2Client client = unfriendly()) {
            client.frame(Http2Client.HEADERS, Http2Client.END_STREAM, 1, Http2Client.block(Http2Client.get("/")));
            byte[] more = size == 0 ? new byte[0] : Http2Client.block("x", "y".repeat(size));
            int rounds = until(client, 200_000, i -> client.frame(Http2Client.CONTINUATION, 0, 1, more));
            assertThat(rounds).isLessThan(200_000);
        }
        assertThat(gateway.started).hasValue(before);
    }

    @Test
    void aFieldThatIsRepeatedFromTheTableIsCountedAtItsFullSize() throws Exception {
        int before = gateway.started.get();
        try (Http2Client client = connect()) {
            ByteArrayOutputStream bomb = new ByteArrayOutputStream();
            bomb.writeBytes(Http2Client.block(Http2Client.get("/")));
            byte[] literal = Http2Client.block("x-bomb", "y".repeat(3000));
            literal[0] = 0x40; // into the table
            bomb.writeBytes(literal);
            for (int i = 0; i < 8000; i++) {
                bomb.write(0x80 | 62); // that entry again
            }
            client.frame(Http2Client.HEADERS, 5, 1, bomb.toByteArray());
            await().untilAsserted(() -> assertThat(client.isClosed()).isTrue());
        }
        assertThat(gateway.started).hasValue(before);
    }

    @Test
    void aTableForResponseFieldsIsNotFilledAsFarAsAClientAllows() throws Exception {
        try (Http2Client client = Http2Client.silent(gateway.port())) {
            client.begin(1, Integer.MAX_VALUE);
            assertThat(client.headers(1, true, Http2Client.get("/")).await(1).status())
                    .isEqualTo(200);
            byte[] head = client.frames.stream()
                    .filter(frame -> frame.type() == Http2Client.HEADERS)
                    .findFirst()
                    .orElseThrow()
                    .payload();
            assertThat(head[0] & 0xE0).as("a change of the table's size").isEqualTo(0x20);
            assertThat(head).startsWith(0x3F, 0xE1, 0x1F); // 4096
        }
    }

    @Test
    void aClientThatTakesNothingOfAResponseLosesIt() throws Exception {
        try (Http2Client client = Http2Client.silent(gateway.port())) {
            client.friendly(false).begin(4, 1);
            client.headers(1, true, Http2Client.get("/large"));
            assertThat(client.await(1).reset).isEqualTo(8);
            assertThat(client.answer(1).body.size()).isLessThanOrEqualTo(1);
        }
    }

    @Test
    void aResponseIsNotDrawnOutByteByByte() throws Exception {
        try (TestGateway patient = gateway(options -> options.stallTimeout(Duration.ofSeconds(30)));
                Http2Client client = Http2Client.silent(patient.port())) {
            client.friendly(false).begin(4, 1);
            client.onData(() -> client.windowUpdate(1, 1)).headers(1, true, Http2Client.get("/large"));
            await().untilAsserted(() -> assertThat(client.isClosed()).isTrue());
            assertThat(client.goneAway()).isEqualTo(FrameRates.ENHANCE_YOUR_CALM);
            assertThat(client.answer(1).body.size()).isBetween(900, 1100);
        }
    }

    @Test
    void aClientThatTakesNothingOfAShortResponseLosesItToo() throws Exception {
        try (Http2Client client = Http2Client.silent(gateway.port())) {
            client.friendly(false).begin(4, 0);
            for (int i = 0; i < 20; i++) {
                client.headers(2 * i + 1, true, Http2Client.get("/"));
            }
            for (int i = 0; i < 20; i++) {
                assertThat(client.await(2 * i + 1).reset).isEqualTo(8);
            }
        }
    }

    @Test
    void framesWhereNoneMayBeEndTheConnection() throws Exception {
        record Case(String what, Burst burst) {}
        int before = gateway.started.get();
        Http2Client[] c = new Http2Client[1];
        for (Case one : new Case[] {
            new Case("an even stream", i -> c[0].headers(2, true, Http2Client.get("/"))),
            new Case("stream 0", i -> c[0].headers(0, true, Http2Client.get("/"))),
            new Case("data on stream 0", i -> c[0].data(0, true, "x")),
            new Case("data on an idle stream", i -> c[0].data(1, true, "x")),
            new Case("a reset of an idle stream", i -> c[0].reset(7, 8)),
            new Case("a window of an idle stream", i -> c[0].windowUpdate(9, 1)),
            new Case("a window that overflows", i -> c[0].windowUpdate(0, Integer.MAX_VALUE)),
            new Case("no window", i -> c[0].windowUpdate(0, 0)),
            new Case("a continuation of nothing", i -> c[0].frame(Http2Client.CONTINUATION, 4, 1, new byte[0])),
            new Case("a pushed promise", i -> c[0].frame(5, 4, 1, Http2Client.number(2))),
            new Case("a frame that is too large", i -> c[0].frame(Http2Client.DATA, 0, 1, new byte[20_000])),
            new Case("a short ping", i -> c[0].frame(Http2Client.PING, 0, 0, new byte[7])),
            new Case("settings of a stream", i -> c[0].frame(Http2Client.SETTINGS, 0, 1, new byte[0])),
            new Case("half a setting", i -> c[0].frame(Http2Client.SETTINGS, 0, 0, new byte[5])),
            new Case("settings acknowledged with some", i -> c[0].frame(Http2Client.SETTINGS, 1, 0, new byte[6])),
            new Case(
                    "a frame in the middle of a head",
                    i -> c[0].frame(Http2Client.HEADERS, 1, 1, Http2Client.block(Http2Client.get("/")))
                            .frame(Http2Client.PING, 0, 0, new byte[8])),
            new Case(
                    "a head that goes on in another stream",
                    i -> c[0].frame(Http2Client.HEADERS, 1, 1, Http2Client.block(Http2Client.get("/")))
                            .frame(Http2Client.CONTINUATION, 4, 3, new byte[0])),
            new Case("no field table has that", i -> c[0].frame(Http2Client.HEADERS, 5, 1, (byte) 0xFF, (byte) 0x7F)),
            new Case(
                    "more padding than there is", i -> c[0].frame(Http2Client.HEADERS, 13, 1, (byte) 200, (byte) 0x82)),
        }) {
            try (Http2Client client = unfriendly()) {
                c[0] = client;
                one.burst().send(0);
                await(one.what())
                        .untilAsserted(() -> assertThat(client.isClosed()).isTrue());
            }
        }
        assertThat(gateway.started).hasValue(before);
    }

    @Test
    void aConnectionThatIsNoHttp2EndsWithoutAnAnswerOfAFunction() throws Exception {
        int before = gateway.started.get();
        for (String text : new String[] {"PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n", "PRI / HTTP/2.0\r\n\r\nSM\r\n\r\n"}) {
            try (RawClient client = new RawClient(gateway.port())) {
                client.send(text + "\0".repeat(9));
                assertThat(text(client)).doesNotContain("200");
            }
        }
        try (Http2Client client = Http2Client.silent(gateway.port()).friendly(false)) {
            client.send(Http2Client.PREFACE).headers(1, true, Http2Client.get("/")); // without settings
            await().untilAsserted(() -> assertThat(client.isClosed()).isTrue());
        }
        assertThat(gateway.started).hasValue(before);
    }

    private static String text(RawClient client) throws IOException {
        try {
            return new String(client.socket().getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (SocketException e) {
            return "";
        }
    }

    @Test
    void aConnectionOnThatNothingIsAskedEnds() throws Exception {
        try (FluxServer server = FluxServer.builder(exchange -> {})
                        .port(0)
                        .http2WithoutTls(true)
                        .idleTimeout(Duration.ofMillis(200))
                        .start();
                Http2Client client = Http2Client.connect(server.port())) {
            await().untilAsserted(() -> assertThat(client.isClosed()).isTrue());
            assertThat(client.goneAway()).isZero();
        }
    }
}

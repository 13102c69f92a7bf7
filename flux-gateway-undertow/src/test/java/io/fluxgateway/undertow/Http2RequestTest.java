package io.fluxgateway.undertow;

import static io.fluxgateway.undertow.Http2Client.get;
import static io.fluxgateway.undertow.Http2Client.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.fluxgateway.exchange.Endpoint;
import io.fluxgateway.testkit.RawClient;
import io.fluxgateway.testkit.RawUpstream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** HTTP/2 requests as they reach an upstream that speaks HTTP/1.1, and those that must not (RFC 9113 section 8). */
class Http2RequestTest {
    private static final int PROTOCOL_ERROR = 1;
    private static final BlockingQueue<RawClient.Response> HEADS = new LinkedBlockingQueue<>();
    private static final BlockingQueue<String> BODIES = new LinkedBlockingQueue<>();
    private static RawUpstream upstream;
    private static TestGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        upstream = new RawUpstream((connection, number) -> {
            while (true) {
                RawClient.Response head = connection.head();
                HEADS.add(head);
                if (head.statusLine().contains("/early")) {
                    connection.send(RawClient.http("HTTP/1.1 200 OK", "Content-Length: 5") + "early");
                    connection.isClosedByPeer();
                    return;
                }
                BODIES.add(body(connection, head));
                connection.send(RawClient.http("HTTP/1.1 200 OK", "Content-Length: 2") + "ok");
            }
        });
        gateway = TestGateway.to(
                Endpoint.upstream("http", "127.0.0.1", upstream.port(), ""),
                Duration.ofSeconds(20),
                ForwardOptions.DEFAULT,
                server -> server.http2WithoutTls(true).maxBodySize(100_000));
    }

    private static String body(RawClient connection, RawClient.Response head) throws EOFException, java.io.IOException {
        if (head.header("transfer-encoding") != null) {
            StringBuilder all = new StringBuilder();
            byte[] chunk = connection.chunk();
            while (chunk.length > 0) {
                all.append(new String(chunk, StandardCharsets.ISO_8859_1));
                chunk = connection.chunk();
            }
            return all.toString();
        }
        String length = head.header("content-length");
        return new String(connection.bytes(length == null ? 0 : Integer.parseInt(length)), StandardCharsets.ISO_8859_1);
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
        upstream.close();
    }

    private static ConditionFactory await() {
        return Awaitility.await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(5));
    }

    private static Http2Client connect() throws Exception {
        forgetRequests();
        return Http2Client.connect(gateway.port());
    }

    /** For a test that sends a frame or a head in pieces. */
    private static Http2Client unfriendly() throws Exception {
        forgetRequests();
        return Http2Client.unfriendly(gateway.port());
    }

    private static void forgetRequests() {
        HEADS.clear();
        BODIES.clear();
    }

    private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        return Objects.requireNonNull(queue.poll(10, TimeUnit.SECONDS));
    }

    static Stream<List<String>> malformed() {
        return Stream.of(
                        // the pseudo-fields (section 8.3)
                        new String[] {":method", "GET", ":scheme", "http", ":path", "/"},
                        new String[] {":method", "GET", ":scheme", "http", ":authority", "g"},
                        new String[] {":method", "GET", ":path", "/", ":authority", "g"},
                        new String[] {":scheme", "http", ":path", "/", ":authority", "g"},
                        get("/", ":path", "/admin"),
                        get("/", ":method", "POST"),
                        get("/", ":authority", "other.test"),
                        get("/", ":scheme", "https"),
                        get("/", ":status", "200"),
                        get("/", ":protocol", "websocket"),
                        get("/", ":version", "1"),
                        get("/", "host", "other.test"),
                        get("/", "host", "gateway.test", "host", "gateway.test"),
                        get(""),
                        get("*"),
                        get("other"),
                        get("http://other.test/"),
                        get("/ /x HTTP/1.1"),
                        get("/\r\nx: y"),
                        get("/\u0000"),
                        get("/#x"),
                        request("GET /x HTTP/1.1\r\nHost: x\r\n\r\nGET", "/"),
                        request("", "/"),
                        request("G T", "/"),
                        request("CONNECT", "/"),
                        new String[] {":method", "CONNECT", ":authority", "127.0.0.1:22"},
                        new String[] {":method", "GET", ":scheme", "ftp", ":path", "/", ":authority", "g"},
                        new String[] {":method", "GET", ":scheme", "http", ":path", "/", ":authority", ""},
                        new String[] {":method", "GET", ":scheme", "http", ":path", "/", ":authority", "u:p@g"},
                        new String[] {":method", "GET", ":scheme", "http", ":path", "/", ":authority", "g/x"},
                        new String[] {":method", "GET", ":scheme", "http", ":path", "/", ":authority", "g h"},
                        new String[] {":method", "GET", ":scheme", "http", ":path", "/", ":authority", "g\r\nx: y"},
                        // field names (section 8.2.1)
                        get("/", "X-Upper", "1"),
                        get("/", "x y", "1"),
                        get("/", "x:y", "1"),
                        get("/", "x-flux-key-name: forged\r\ny", "1"),
                        get("/", "transfer-encoding:chunked", "1"),
                        get("/", "x\r\ny", "1"),
                        get("/", "x\u0000", "1"),
                        get("/", "x\u00e9", "1"),
                        // field values
                        get("/", "x", "a\r\ny: z"),
                        get("/", "x", "a\ny: z"),
                        get("/", "x", "a\ry: z"),
                        get("/", "x", "a\u0000b"),
                        get("/", "x", "a\u007fb"),
                        get("/", "x", " a"),
                        get("/", "x", "a\t"),
                        get("/", "cookie", "a=b\r\nx: y"),
                        // fields of a connection (section 8.2.2)
                        get("/", "connection", "x"),
                        get("/", "connection", "close"),
                        get("/", "keep-alive", "timeout=5"),
                        get("/", "proxy-connection", "keep-alive"),
                        get("/", "upgrade", "h2c"),
                        get("/", "te", "gzip"),
                        // the length (section 8.1.1); this request has no body
                        get("/", "content-length", "5"),
                        get("/", "content-length", "+0"),
                        get("/", "content-length", "-0"),
                        get("/", "content-length", "0, 0"),
                        get("/", "content-length", "0", "content-length", "0"),
                        get("/", "content-length", "0".repeat(19)))
                .map(List::of);
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void aMalformedRequestIsResetAndGoesNowhere(List<String> fields) throws Exception {
        int before = gateway.started.get();
        try (Http2Client client = connect()) {
            Http2Client.Answer answer =
                    client.headers(1, true, fields.toArray(new String[0])).await(1);
            assertThat(answer.fields.getOrDefault(":status", "400")).isEqualTo("400");
            assertThat(answer.reset != null || answer.ended || client.isClosed())
                    .isTrue();
            if (!client.isClosed()) {
                assertThat(client.headers(3, true, get("/next")).await(3).text())
                        .isEqualTo("ok");
                assertThat(next(HEADS).statusLine()).isEqualTo("GET /next HTTP/1.1");
                assertThat(gateway.started).hasValue(before + 1);
            } else {
                assertThat(gateway.started).hasValue(before);
            }
            assertThat(HEADS).isEmpty();
        }
    }

    @Test
    void aTransferCodingOrANumberThatIsNoneEndsTheConnection() throws Exception {
        int before = gateway.started.get();
        for (String[] fields : new String[][] {
            get("/", "transfer-encoding", "chunked"),
            get("/", "content-length", "x"),
            get("/", "content-length", "0x0"),
            get("/", "x-late", "1", ":path", "/other")
        }) {
            try (Http2Client client = connect()) {
                client.headers(1, true, fields);
                await().alias(Arrays.toString(fields)).until(client::isClosed);
            }
        }
        assertThat(gateway.started).hasValue(before);
    }

    @Test
    void aBodyThatIsNotAsLongAsDeclaredIsNoRequestForTheUpstream() throws Exception {
        try (Http2Client client = connect()) {
            client.headers(1, false, request("POST", "/", "content-length", "5"))
                    .data(1, true, "abc");
            assertThat(client.await(1).reset).isEqualTo(PROTOCOL_ERROR);
            client.headers(3, false, request("POST", "/", "content-length", "2"))
                    .data(3, true, "abc");
            assertThat(client.await(3).reset).isEqualTo(PROTOCOL_ERROR);
            client.headers(5, false, request("POST", "/", "content-length", "3"))
                    .data(5, true, "abc");
            assertThat(client.await(5).text()).isEqualTo("ok");
            assertThat(next(BODIES)).isEqualTo("abc");
            assertThat(BODIES).isEmpty();
        }
    }

    @Test
    void theSchemeIsTheOneThatIsSpokenAndTheAuthorityIsTheHost() throws Exception {
        try (Http2Client client = connect()) {
            client.headers(1, true, ":method", "GET", ":scheme", "https", ":path", "/a?b=c", "host", "named.test")
                    .await(1);
            RawClient.Response head = next(HEADS);
            assertThat(head.statusLine()).isEqualTo("GET /a?b=c HTTP/1.1");
            assertThat(head.all("x-forwarded-proto")).containsExactly("http");
            assertThat(head.all("x-forwarded-host")).containsExactly("named.test");
            assertThat(head.headers()).noneMatch(line -> line.startsWith(":"));
        }
    }

    @Test
    void cookiesBecomeOneLine() throws Exception {
        try (Http2Client client = connect()) {
            client.headers(1, true, get("/", "cookie", "a=1", "cookie", "b=2")).await(1);
            assertThat(next(HEADS).all("cookie")).containsExactly("a=1; b=2");
        }
    }

    @Test
    void aHeadInPiecesIsOneRequest() throws Exception {
        byte[] block = Http2Client.block(get("/pieces", "x-a", "1", "te", "trailers"));
        for (int cut = 1; cut < block.length; cut += 7) {
            try (Http2Client client = unfriendly()) {
                byte[] first = Arrays.copyOfRange(block, 0, cut);
                byte[] padded = new byte[cut + 4];
                padded[0] = 3;
                System.arraycopy(first, 0, padded, 1, cut);
                boolean pads = cut % 2 == 0;
                client.frame(1, Http2Client.END_STREAM | (pads ? Http2Client.PADDED : 0), 1, pads ? padded : first);
                client.frame(Http2Client.CONTINUATION, 0, 1);
                byte[] last = Http2Client.bytes(
                        Http2Client.CONTINUATION,
                        Http2Client.END_HEADERS,
                        1,
                        Arrays.copyOfRange(block, cut, block.length));
                client.send(Arrays.copyOfRange(last, 0, 5));
                client.send(Arrays.copyOfRange(last, 5, last.length));
                assertThat(client.await(1).text()).isEqualTo("ok");
                assertThat(next(HEADS).all("x-a")).containsExactly("1");
            }
        }
    }

    @Test
    void framesThatArriveByteByByteAreUnderstood() throws Exception {
        try (Http2Client client = Http2Client.silent(gateway.port())) {
            client.friendly(false); // or it would acknowledge in the middle of a frame
            forgetRequests();
            for (byte[] frame : new byte[][] {
                Http2Client.PREFACE,
                Http2Client.bytes(Http2Client.SETTINGS, 0, 0, new byte[0]),
                Http2Client.bytes(Http2Client.PING, 0, 0, new byte[8]),
                Http2Client.bytes(Http2Client.HEADERS, 4, 1, Http2Client.block(request("POST", "/"))),
                Http2Client.bytes(Http2Client.DATA, 0, 1, "slow".getBytes(StandardCharsets.US_ASCII)),
                Http2Client.bytes(Http2Client.WINDOW_UPDATE, 0, 0, Http2Client.number(5)),
                Http2Client.bytes(Http2Client.DATA, 1, 1, "ly".getBytes(StandardCharsets.US_ASCII))
            }) {
                for (byte b : frame) {
                    client.send(new byte[] {b});
                }
            }
            assertThat(client.await(1).text()).isEqualTo("ok");
            assertThat(next(BODIES)).isEqualTo("slowly");
        }
    }

    @Test
    void aClientMayAnswerEachSmallFrameWithItsWindowAndAPing() throws Exception {
        int events = 300;
        Semaphore taken = new Semaphore(0);
        try (RawUpstream sender = new RawUpstream((connection, number) -> {
                    connection.head();
                    connection.send(RawClient.http("HTTP/1.1 200 OK", "Transfer-Encoding: chunked"));
                    for (int i = 0; i < events; i++) {
                        connection.send("3\r\n\n\n\n\r\n");
                        assertThat(taken.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
                    }
                    connection.send("0\r\n\r\n");
                });
                TestGateway calm = calm(
                        sender,
                        Http2Options.builder().maxSmallWindowUpdates(100).maxPings(20));
                Http2Client client = Http2Client.connect(calm.port())) {
            client.onData(() -> {
                        client.frame(Http2Client.PING, 0, 0, new byte[8]);
                        taken.release();
                    })
                    .headers(1, true, get("/"));
            assertThat(client.await(1).text()).isEqualTo("\n\n\n".repeat(events));
            assertThat(client.goneAway()).isNull();
        }
    }

    @Test
    void aClientMayMeasureAConnectionByPingsWhileItDownloads() throws Exception {
        int length = 4 << 20;
        try (RawUpstream sender = RawUpstream.answering(
                        RawClient.http("HTTP/1.1 200 OK", "Content-Length: " + length) + "x".repeat(length));
                TestGateway calm = calm(sender, Http2Options.builder().maxPings(20));
                Http2Client client = Http2Client.connect(calm.port())) {
            AtomicInteger pinged = new AtomicInteger();
            client.onData(() -> {
                        if (client.answer(1).body.size() >= (pinged.get() + 1) << 15) {
                            pinged.incrementAndGet();
                            client.frame(Http2Client.PING, 0, 0, new byte[8]);
                        }
                    })
                    .headers(1, true, get("/"));
            assertThat(client.await(1).body.size()).isEqualTo(length);
            assertThat(pinged).hasValueGreaterThan(100);
        }
    }

    private static TestGateway calm(RawUpstream upstream, Http2Options.Builder options) {
        return TestGateway.to(
                Endpoint.upstream("http", "127.0.0.1", upstream.port(), ""),
                Duration.ofSeconds(60),
                ForwardOptions.DEFAULT,
                server -> server.http2WithoutTls(true).http2(options.build()));
    }

    @Test
    void bodiesOfManyStreamsArriveEachInItsOwnRequest() throws Exception {
        try (Http2Client client = connect()) {
            String part = "x".repeat(1000);
            for (int i = 0; i < 10; i++) {
                client.headers(2 * i + 1, false, request("POST", "/" + i));
            }
            for (int part1 = 0; part1 < 5; part1++) {
                for (int i = 0; i < 10; i++) {
                    client.data(2 * i + 1, part1 == 4, i + part);
                }
            }
            for (int i = 0; i < 10; i++) {
                assertThat(client.await(2 * i + 1).text()).isEqualTo("ok");
            }
            assertThat(BODIES)
                    .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 10)
                            .mapToObj(i -> (i + part).repeat(5))
                            .toList());
        }
    }

    @Test
    void trailersAreNoFieldsOfTheRequest() throws Exception {
        try (TestGateway echo = TestGateway.running(
                        (exchange, next) -> exchange.readBody(
                                100,
                                (e, failure) -> e.respond(400, io.fluxgateway.exchange.Body.text(failure.name())),
                                (e, body) -> e.respond(
                                        200,
                                        io.fluxgateway.exchange.Body.text(
                                                e.headers("x-role") + " " + e.headers("x-late")))),
                        io.undertow.server.handlers.ResponseCodeHandler.HANDLE_404,
                        server -> server.http2WithoutTls(true));
                Http2Client client = Http2Client.connect(echo.port())) {
            client.headers(1, false, request("POST", "/", "x-role", "guest"))
                    .data(1, false, "abc")
                    .headers(1, true, "x-role", "admin", "x-late", "1");
            assertThat(client.await(1).text()).isEqualTo("[guest] []");
        }
        try (Http2Client client = connect()) {
            client.headers(1, false, request("POST", "/")).data(1, false, "abc");
            client.headers(1, true, "x-late", "1");
            assertThat(client.await(1).text()).isEqualTo("ok");
            assertThat(next(BODIES)).isEqualTo("abc");
            assertThat(next(HEADS).header("x-late")).isNull();
        }
    }

    @Test
    void anAnswerDoesNotWaitForTheRestOfTheRequest() throws Exception {
        try (Http2Client client = connect()) {
            client.headers(1, false, request("POST", "/early")).data(1, false, "abc");
            Http2Client.Answer answer = client.await(1);
            assertThat(answer.text()).isEqualTo("early");
            assertThat(answer.ended).isTrue();
            await().until(() -> answer.reset != null);
            assertThat(answer.reset).as("the client need not go on").isZero();
            assertThat(client.headers(3, true, get("/")).await(3).text()).isEqualTo("ok");
        }
    }

    @Test
    void anAnswerOfAnApplicationThatBreaksOffDoesNotLookComplete() throws Exception {
        try (TestGateway application = TestGateway.running(
                        (exchange, next) -> exchange.proceedToHost(),
                        new io.undertow.server.handlers.BlockingHandler(exchange -> {
                            exchange.getOutputStream().write("part".getBytes(StandardCharsets.US_ASCII));
                            exchange.getOutputStream().flush();
                            throw new java.io.IOException("on purpose");
                        }),
                        server -> server.http2WithoutTls(true));
                Http2Client client = Http2Client.connect(application.port())) {
            Http2Client.Answer answer = client.headers(1, true, get("/")).await(1);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.ended).isFalse();
            assertThat(answer.reset).isNotNull().isNotZero();
        }
    }

    @Test
    void aBodyOverTheLimitIsRefusedAtOnceAndTheConnectionGoesOn() throws Exception {
        try (Http2Client client = connect()) {
            client.headers(1, false, request("POST", "/", "content-length", "100001"));
            assertThat(client.await(1).status()).isEqualTo(413);
            client.headers(3, false, request("POST", "/"));
            for (int i = 0; i < 7; i++) {
                client.data(3, false, "x".repeat(16_000));
            }
            await().until(() -> client.answer(3).isOver());
            assertThat(client.answer(3).status()).isEqualTo(413);
            assertThat(client.headers(5, true, get("/")).await(5).text()).isEqualTo("ok");
        }
    }

    @Test
    void aClientThatSaysGoodbyeStillGetsItsAnswer() throws Exception {
        try (Http2Client client = connect()) {
            client.headers(1, false, request("POST", "/"));
            client.frame(Http2Client.GOAWAY, 0, 0, new byte[8]);
            client.data(1, true, "last");
            assertThat(client.await(1).text()).isEqualTo("ok");
        }
    }

    @Test
    void anUpgradeToHttp2IsIgnored() throws Exception {
        HEADS.clear();
        try (RawClient client = new RawClient(gateway.port())) {
            String upgrade = RawClient.http(
                    "GET /plain HTTP/1.1",
                    "Host: g",
                    "Connection: Upgrade, HTTP2-Settings",
                    "Upgrade: h2c",
                    "HTTP2-Settings: AAMAAABkAAQAAP__");
            for (int i = 0; i < 2; i++) {
                RawClient.Response response = client.exchange(upgrade);
                assertThat(response.status()).isEqualTo(200);
                assertThat(response.header("upgrade")).isNull();
                RawClient.Response head = next(HEADS);
                assertThat(head.statusLine()).isEqualTo("GET /plain HTTP/1.1");
                assertThat(head.headers())
                        .noneMatch(line -> line.toLowerCase(Locale.ROOT).matches("(upgrade|http2|connection).*"));
            }
        }
    }

    @Test
    void http2InClearTextIsServedOnlyWhereItIsEnabled() throws Exception {
        try (TestGateway plain = TestGateway.to(upstream.port());
                Http2Client client = Http2Client.silent(plain.port())) {
            ByteArrayOutputStream all = new ByteArrayOutputStream(); // in one go: the server closes at once
            all.write(Http2Client.PREFACE);
            all.write(Http2Client.bytes(4, 0, 0, new byte[0]));
            all.write(Http2Client.bytes(1, 5, 1, Http2Client.block(get("/"))));
            client.send(all.toByteArray());
            await().until(client::isClosed);
            assertThat(client.answer(1).status()).isZero();
            assertThat(plain.started).hasValue(0);
        }
    }
}

package io.fluxgateway.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests on their way to an upstream that behaves, and its answers. */
interface ForwardingCases extends HostCases {
    /** An upstream that answers every request on a connection, bodies with a length read, with {@code ok}. */
    static RawUpstream keepAnswering() throws IOException {
        return keepAnswering(OK);
    }

    static RawUpstream keepAnswering(String answer) throws IOException {
        RawUpstream[] self = new RawUpstream[1];
        self[0] = new RawUpstream((connection, number) -> {
            while (true) {
                RawClient.Response head = connection.head();
                self[0].requests().add(head);
                String length = head.header("content-length");
                connection.bytes(length == null ? 0 : Integer.parseInt(length));
                if (head.header("transfer-encoding") != null) {
                    while (connection.chunk().length > 0) {}
                }
                connection.send(answer);
            }
        });
        return self[0];
    }

    /** What the upstream was sent. */
    private RawClient.Response forwarded(String request) throws Exception {
        try (RawUpstream upstream = keepAnswering();
                RawClient client = connect(upstream.port())) {
            assertThat(client.exchange(request).text()).isEqualTo("ok");
            return upstream.requests().get(0);
        }
    }

    /** What the client gets if the upstream answers so and closes. */
    private RawClient.Response relayed(String answer) throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(answer);
                RawClient client = connect(upstream.port())) {
            return client.exchange(getting("/up/x"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/up/x",
                "/up/a%20b/J%C3%BCrgen",
                "/up/x?a=%2F&b=a+b&c&d=%25",
                "/up/x?",
                "/up/a:b@c/!$&'()*+,=~",
                "/up/x/"
            })
    default void theTargetIsForwardedAsItCame(String target) throws Exception {
        String line = forwarded(getting(target)).statusLine();

        String expected = "GET " + target + " HTTP/1.1";
        assertThat(line).isIn(expected, target.endsWith("?") ? expected.replace("?", "") : expected);
    }

    @Test
    default void theRequestIdAndTheTraceAreForwarded() throws Exception {
        try (RawUpstream upstream = keepAnswering();
                RawClient client = connect(upstream.port())) {
            String id = Objects.requireNonNull(client.exchange(getting("/up/x")).header("x-request-id"));

            RawClient.Response head = upstream.requests().get(0);
            assertThat(head.all("x-request-id")).containsExactly(id);
            assertThat(head.all("traceparent")).singleElement().asString().startsWith("00-" + id + "-");
        }
    }

    @Test
    default void theCredentialIsNotForwardedAndTheCallerIs() throws Exception {
        RawClient.Response head = forwarded(
                head("GET /up/x", "X-Flux-Key-Name: forged", "X-Flux-Anything: forged", "X-Request-Id: forged"));

        assertThat(head.header("authorization")).isNull();
        assertThat(head.all("x-flux-key-name")).containsExactly("till");
        assertThat(String.join("\n", head.headers())).doesNotContain("forged").doesNotContain(contract().key);
    }

    @Test
    default void fieldsOfOneHopAreNotForwarded() throws Exception {
        RawClient.Response head = forwarded(head(
                "GET /up/x",
                "Connection: keep-alive, X-Hop",
                "X-Hop: 1",
                "TE: trailers",
                "Keep-Alive: 5",
                "Proxy-Authorization: x",
                "Trailer: x"));

        assertThat(head.headers())
                .noneMatch(line -> line.toLowerCase(Locale.ROOT)
                        .matches("(x-hop|te|keep-alive|proxy-authorization|upgrade|trailer):.*"));
    }

    @Test
    default void theRequestsOwnFieldsAreForwarded() throws Exception {
        RawClient.Response head = forwarded(head(
                "GET /up/x",
                "X-Kept: one",
                "X-Kept: two",
                "Cookie: a=b",
                "Accept: */*",
                "User-Agent: contract",
                "X-Empty:"));

        assertThat(head.all("x-kept")).containsExactly("one", "two");
        assertThat(head.all("cookie")).containsExactly("a=b");
        assertThat(head.all("accept")).containsExactly("*/*");
        assertThat(head.all("user-agent")).containsExactly("contract");
        assertThat(head.all("x-empty")).containsExactly("");
        assertThat(head.header("accept-encoding")).isNull();
    }

    @Test
    default void whereTheRequestCameFromIsSetAnew() throws Exception {
        RawClient.Response head = forwarded(head(
                "GET /up/x",
                "X-Forwarded-For: 6.6.6.6",
                "X-Forwarded-Host: forged",
                "X-Forwarded-Proto: https",
                "X-Real-Ip: 6.6.6.6",
                "Forwarded: for=6.6.6.6"));

        assertThat(head.all("x-forwarded-for")).containsExactly("127.0.0.1");
        assertThat(head.all("x-forwarded-host")).containsExactly("gateway.test");
        assertThat(head.all("x-forwarded-proto")).containsExactly("http");
        assertThat(head.header("x-real-ip")).isNull();
        assertThat(head.header("forwarded")).isNull();
        assertThat(head.all("host")).singleElement().asString().startsWith("127.0.0.1:");
    }

    @Test
    default void whereTheRequestCameFromIsForwardedAsATrustedProxyTellsIt() throws Exception {
        try (RawUpstream upstream = keepAnswering();
                RawClient client = connect(
                        contract().builder(upstream.port()).trustedProxies(ProxyCases.TRUSTED),
                        HostCases.text("the application"))) {
            client.exchange(head(
                    "GET /up/x",
                    "X-Forwarded-For: 6.6.6.6, 198.51.100.9, 10.1.2.3",
                    "X-Forwarded-Host: shop.test",
                    "X-Forwarded-Proto: https"));

            RawClient.Response head = upstream.requests().get(0);
            assertThat(head.all("x-forwarded-for")).containsExactly("198.51.100.9");
            assertThat(head.all("x-forwarded-host")).containsExactly("shop.test");
            assertThat(head.all("x-forwarded-proto")).containsExactly("https");
            assertThat(head.header("forwarded")).isNull();
        }
    }

    @Test
    default void aBodyIsForwardedWithItsLength() throws Exception {
        RawClient.Response head = forwarded(head("POST /up/x", "Content-Length: 5", "Content-Type: text/x") + "hello");

        assertThat(head.all("content-length")).containsExactly("5");
        assertThat(head.all("content-type")).containsExactly("text/x");
        assertThat(head.header("transfer-encoding")).isNull();
    }

    @Test
    default void anEmptyBodyIsForwardedAsSuch() throws Exception {
        RawClient.Response head = forwarded(head("POST /up/x", "Content-Length: 0"));

        assertThat(head.all("content-length")).containsExactly("0");
    }

    @Test
    default void aRequestWithoutBodyIsForwardedWithoutOne() throws Exception {
        RawClient.Response head = forwarded(getting("/up/x"));

        assertThat(head.header("content-length")).isNull();
        assertThat(head.header("transfer-encoding")).isNull();
    }

    @Test
    default void aChunkedBodyIsForwardedInChunks() throws Exception {
        StringBuilder body = new StringBuilder();
        try (RawUpstream upstream = new RawUpstream((connection, number) -> {
                    assertThat(connection.head().header("transfer-encoding")).isEqualTo("chunked");
                    for (byte[] chunk = connection.chunk(); chunk.length > 0; chunk = connection.chunk()) {
                        body.append(new String(chunk, UTF_8));
                    }
                    connection.send(OK);
                });
                RawClient client = connect(upstream.port())) {
            client.send(head("PUT /up/x", "Transfer-Encoding: chunked") + "5\r\nhello\r\n");
            client.send("6\r\n world\r\n0\r\n\r\n");

            assertThat(client.response().text()).isEqualTo("ok");
            assertThat(body).hasToString("hello world");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX-Trailer: 1\r\n\r\n",
                "HTTP/1.1 200 OK\r\n\r\nhello",
                "HTTP/1.0 200 OK\r\n\r\nhello",
                "HTTP/1.1 200 \r\nContent-Length: 5\r\n\r\nhello"
            })
    default void anAnswerIsRelayedHoweverItIsFramed(String answer) throws Exception {
        RawClient.Response response = relayed(answer);

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.text()).isEqualTo("hello");
        assertThat(response.header("ratelimit")).isNotNull();
    }

    @Test
    default void anInterimAnswerIsSkipped() throws Exception {
        RawClient.Response response =
                relayed("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");

        assertThat(response.status()).isEqualTo(skipsInterimAnswers() ? 200 : 502);
    }

    @Test
    default void aLengthIsRelayed() throws Exception {
        RawClient.Response response = relayed("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");

        assertThat(response.all("content-length")).containsExactly("5");
        assertThat(response.header("transfer-encoding")).isNull();
    }

    @ParameterizedTest
    @CsvSource({"200,5", "201,0", "206,5", "301,0", "404,5", "418,5", "500,5", "503,5", "599,5"})
    default void everyStatusOfAFunctionIsRelayed(int status, int length) throws Exception {
        RawClient.Response response = relayed("HTTP/1.1 " + status + " Some Reason\r\nContent-Length: " + length
                + "\r\nLocation: /x\r\n\r\n" + "hello".substring(0, length));

        assertThat(response.status()).isEqualTo(status);
        assertThat(response.text()).hasSize(length);
        assertThat(response.header("location")).isEqualTo("/x");
        assertThat(response.header("x-request-id")).matches("[0-9a-f]{32}");
    }

    @ParameterizedTest
    @CsvSource({"204,", "304,", "304,5"})
    default void anAnswerWithoutBodyLeavesTheConnectionUsable(int status, String length) throws Exception {
        String field = length == null ? "" : "Content-Length: " + length + "\r\n";
        try (RawUpstream upstream = keepAnswering("HTTP/1.1 " + status + " X\r\n" + field + "ETag: \"e\"\r\n\r\n");
                RawClient client = connect(upstream.port())) {
            for (int i = 0; i < 3; i++) {
                RawClient.Response response = client.exchange(getting("/up/x"));
                assertThat(response.status()).isEqualTo(status);
                assertThat(response.header("etag")).isEqualTo("\"e\"");
            }
        }
    }

    @Test
    default void headIsForwardedAndItsAnswerHasNoBody() throws Exception {
        try (RawUpstream upstream = keepAnswering("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n");
                RawClient client = connect(upstream.port())) {
            for (int i = 0; i < 3; i++) {
                RawClient.Response response = client.send(head("HEAD /up/x")).response(true);
                assertThat(response.status()).isEqualTo(200);
                assertThat(response.header("content-length")).isEqualTo("500");
            }
            assertThat(upstream.requests())
                    .extracting(RawClient.Response::statusLine)
                    .containsOnly("HEAD /up/x HTTP/1.1");
        }
    }

    @Test
    default void fieldsOfTheUpstreamsHopAreNotRelayed() throws Exception {
        RawClient.Response response =
                relayed("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: X-Hop\r\nX-Hop: 1\r\n"
                        + "Keep-Alive: timeout=5\r\nProxy-Authenticate: x\r\nX-Flux-Error: 1\r\nX-Kept: 1\r\n\r\nok");

        assertThat(response.headers())
                .noneMatch(line ->
                        line.toLowerCase(Locale.ROOT).matches("(x-hop|keep-alive|proxy-authenticate|x-flux-error):.*"));
        assertThat(response.header("x-kept")).isEqualTo("1");
    }

    @Test
    default void fieldsThatComeTwiceAreRelayedTwice() throws Exception {
        RawClient.Response response = relayed(
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nDate: then\r\n\r\nok");

        assertThat(response.all("set-cookie")).containsExactly("a=1", "b=2");
        assertThat(response.all("date")).hasSize(1);
    }

    @Test
    default void theMediaTypeIsRelayedAsItIs() throws Exception {
        RawClient.Response response = relayed(
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Type: application/vnd.x+json;v=\"1\"\r\n\r\nok");

        assertThat(response.all("content-type")).containsExactly("application/vnd.x+json;v=\"1\"");
    }

    @Test
    default void theGatewaysFieldsReplaceTheUpstreams() throws Exception {
        RawClient.Response response =
                relayed("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Request-Id: mine\r\nRateLimit: mine\r\n"
                        + "Access-Control-Allow-Origin: https://evil.test\r\n\r\nok");

        assertThat(response.all("x-request-id")).singleElement().asString().matches("[0-9a-f]{32}");
        assertThat(response.all("ratelimit")).singleElement().asString().startsWith("\"free\"");
        assertThat(response.all("access-control-allow-origin")).doesNotContain("https://evil.test");
    }

    @Test
    default void connectionsToAnUpstreamAreKept() throws Exception {
        try (RawUpstream upstream = keepAnswering();
                RawClient client = connect(upstream.port())) {
            for (int i = 0; i < 10; i++) {
                assertThat(client.exchange(getting("/up/x")).text()).isEqualTo("ok");
            }
            assertThat(upstream.connections()).hasValue(1);
        }
    }

    @Test
    default void anotherProtocolIsRefusedClearly() throws Exception {
        try (RawUpstream upstream = keepAnswering();
                RawClient client = connect(upstream.port())) {
            RawClient.Response response =
                    client.exchange(head("GET /up/x", "Connection: Upgrade", "Upgrade: websocket"));

            assertThat(response.status()).isEqualTo(501);
            assertThat(upstream.connections()).hasValue(0);
        }
    }
}

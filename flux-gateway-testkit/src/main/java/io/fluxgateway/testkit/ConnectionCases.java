package io.fluxgateway.testkit;

import static io.fluxgateway.testkit.ContractGateway.soon;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fluxgateway.route.Unmatched;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several requests on one connection, and requests that cannot be trusted. */
interface ConnectionCases extends HostCases {
    @Test
    default void aConnectionServesRequestsOfEveryKind() throws Exception {
        try (RawUpstream upstream = ForwardingCases.keepAnswering()) {
            RawClient client = connect(upstream.port());
            Set<String> ids = new HashSet<>();
            for (int round = 0; round < 3; round++) {
                List<String> requests = List.of(
                        getting("/hello/ann"),
                        getting("/nowhere"),
                        RawClient.http("GET /hello/ann HTTP/1.1", "Host: gateway.test"),
                        getting("/orders/1"),
                        getting("/up/x"),
                        head("POST /echo", "Content-Length: 3") + "abc",
                        getting("/throws"),
                        head("POST /up/x", "Content-Length: 3") + "abc");
                List<Integer> statuses = List.of(200, 404, 401, 200, 200, 200, 500, 200);
                for (int i = 0; i < requests.size(); i++) {
                    RawClient.Response answer = client.exchange(requests.get(i));
                    assertThat(answer.status()).as(requests.get(i)).isEqualTo(statuses.get(i));
                    assertThat(ids.add(answer.header("x-request-id"))).isTrue();
                    if ("close".equals(answer.header("connection"))) { // some hosts do after a 500
                        client.close();
                        client = new RawClient(host().port());
                    }
                }
            }
            soon().untilAsserted(() -> assertThat(contract().traces).hasSize(ids.size()));
            client.close();
        }
    }

    @Test
    default void pipelinedRequestsAreAnsweredInOrder() throws Exception {
        try (RawUpstream upstream = ForwardingCases.keepAnswering();
                RawClient client = connect(upstream.port())) {
            client.send(getting("/hello/a") + getting("/orders/1") + head("POST /echo", "Content-Length: 3") + "abc"
                    + getting("/up/x") + getting("/hello/b"));

            assertThat(client.response().text()).isEqualTo("hello a");
            assertThat(client.response().text()).isEqualTo("the application");
            assertThat(client.response().text()).isEqualTo("abc");
            assertThat(client.response().text()).isEqualTo("ok");
            assertThat(client.response().text()).isEqualTo("hello b");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST /nowhere", "POST /orders/1", "POST /echo"})
    default void aBodyThatNobodyReadsDoesNotBecomeARequest(String requestLine) throws Exception {
        String smuggled = RawClient.http("GET /hello/smuggled HTTP/1.1", "Host: gateway.test");
        try (RawClient client = connect(0)) {
            String request = RawClient.http(
                    requestLine + " HTTP/1.1", "Host: gateway.test", "Content-Length: " + smuggled.length());
            assertThat(client.exchange(request + smuggled).status()).isEqualTo(401);

            soon().untilAsserted(() -> assertThat(contract().traces).hasSize(1));
            RawClient.Response next = null;
            try {
                next = client.exchange(getting("/hello/ann"));
            } catch (java.io.IOException e) {
                // or the connection was closed
            }
            if (next != null) {
                assertThat(next.text()).isEqualTo("hello ann");
            }
            assertThat(contract().traces).noneMatch(trace -> trace.path().contains("smuggled"));
        }
    }

    @Test
    default void anErrorIsAnsweredBeforeItsBodyIsThere() throws Exception {
        try (RawClient client = connect(0)) {
            client.send(RawClient.http("POST /echo HTTP/1.1", "Host: gateway.test", "Content-Length: 100000") + "abc");

            assertThat(client.response().status()).isEqualTo(401);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/echo", "/orders/1", "/up/x"})
    default void aClientThatWaitsToSendItsBodyIsToldToContinue(String path) throws Exception {
        try (RawUpstream upstream = ForwardingCases.keepAnswering();
                RawClient client = connect(
                        contract().builder(upstream.port()),
                        call -> call.out().write(call.body().readAllBytes()))) {
            client.send(head("POST " + path, "Content-Length: 3", "Expect: 100-continue"));
            assertThat(client.response().status()).isEqualTo(100);
            client.send("abc");

            assertThat(client.response().text()).isEqualTo(path.equals("/up/x") ? "ok" : "abc");
        }
    }

    @Test
    default void aClientWithoutKeyIsNotToldToContinue() throws Exception {
        try (RawClient client = connect(0)) {
            client.send(RawClient.http(
                    "POST /echo HTTP/1.1", "Host: gateway.test", "Content-Length: 3", "Expect: 100-continue"));

            RawClient.Response answer = client.response();
            assertThat((tellsToContinueBeforeTheGateway() ? client.response() : answer).status())
                    .isEqualTo(401);
        }
    }

    @Test
    default void aChunkedBodyReachesAJavaFunctionWhole() throws Exception {
        try (RawClient client = connect(0)) {
            client.send(head("POST /echo", "Transfer-Encoding: chunked") + "5\r\nhello\r\n");
            client.send("6\r\n world\r\n0\r\n\r\n");

            assertThat(client.response().text()).isEqualTo("hello world");
            assertThat(client.exchange(getting("/hello/ann")).text()).isEqualTo("hello ann");
        }
    }

    @Test
    default void http10ClientsAreServed() throws Exception {
        try (RawClient client = connect(0)) {
            RawClient.Response answer =
                    client.exchange("GET /hello/ann HTTP/1.0\r\nAuthorization: Bearer " + contract().key + "\r\n\r\n");

            assertThat(answer.text()).isEqualTo("hello ann");
            assertThat(answer.header("x-request-id")).matches("[0-9a-f]{32}");
            assertThat(client.isClosedByPeer()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /hello/ann HTTP/9",
                "POST /echo HTTP/1.1\r\nTransfer-Encoding: gzip, chunked",
                "POST /echo HTTP/1.1\r\nTransfer-Encoding: xchunked",
                "POST /echo HTTP/1.1\r\nContent-Length: 3\r\nContent-Length: 4",
                "POST /echo HTTP/1.1\r\nContent-Length: -1",
                "GET /hello/ann HTTP/1.1\r\nHost: other.test",
                "GET /hello/ann HTTP/1.1\r\nX-A : 1",
                "GET /hello/a b HTTP/1.1"
            })
    default void aRequestWhoseFramingIsInDoubtIsRefused(String doubtful) throws Exception {
        try (RawClient client = connect(0)) {
            client.send(doubtful + "\r\nHost: gateway.test\r\nAuthorization: Bearer " + contract().key
                    + "\r\n\r\n0\r\n\r\n");

            RawClient.Response answer = client.response();
            assertThat(answer.status()).isIn(400, 501, 505);
            if (seesRequest(doubtful)) {
                assertThat(answer.header("x-request-id")).matches("[0-9a-f]{32}");
            }
            assertThat(client.isClosedByPeer()).isTrue();
            assertThat(contract().seen).isEmpty();
        }
    }

    /** RFC 9112 section 6.3: refused, or read in chunks with the connection closed behind it. */
    @Test
    default void aRequestWithTwoFramingsIsTheLastOfItsConnection() throws Exception {
        String smuggled = getting("/hello/smuggled");
        try (RawClient client = connect(0)) {
            client.send(head("POST /echo", "Content-Length: 5", "Transfer-Encoding: chunked") + "0\r\n\r\n" + smuggled);

            assertThat(client.response().status()).isIn(400, 200);
            assertThat(client.isClosedByPeer()).isTrue();
            assertThat(contract().seen).noneMatch(request -> request.path().contains("smuggled"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/orders/../hello/ann",
                "/orders/./1",
                "/orders/%2e%2e/1",
                "/orders/.%2E/1",
                "/orders//1",
                "/orders/a%2Fb",
                "/orders/a%5Cb",
                "/orders/a\\b",
                "/orders/a%00b",
                "/orders/a%0ab",
                "/orders/a%7fb",
                "/orders/a%zz",
                "/orders/a%",
                "/orders/%c3%28",
                "/orders/;x/1",
                "/orders/..;x/1"
            })
    default void anAmbiguousPathIs400OnEveryHost(String path) throws Exception {
        try (RawClient client =
                connect(contract().builder(0).unmatched(Unmatched.PASS_TO_HOST), call -> call.status(200))) {
            assertThat(client.exchange(getting(path)).status()).isEqualTo(400);
            assertThat(contract().permits).hasValue(0);
        }
    }

    @Test
    default void utf8InAPathIsNotChanged() throws Exception {
        try (RawClient client = connect(
                contract().builder(0), call -> call.out().write(call.path().getBytes(UTF_8)))) {
            assertThat(client.exchange(getting("/orders/J%C3%BCrgen")).text())
                    .isIn("/orders/J%C3%BCrgen", "/orders/Jürgen");
        }
    }
}

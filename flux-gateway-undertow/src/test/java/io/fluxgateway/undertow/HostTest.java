package io.fluxgateway.undertow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fluxgateway.exchange.Body;
import io.fluxgateway.exchange.Exchange;
import io.fluxgateway.exchange.ForwardFailure;
import io.fluxgateway.exchange.Handled;
import io.fluxgateway.http.HeaderNames;
import io.fluxgateway.middleware.Middleware;
import io.fluxgateway.testkit.RawClient;
import io.undertow.server.handlers.BlockingHandler;
import io.undertow.util.HttpString;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The verbs of the host port, other than forwarding. */
class HostTest {
    private static final Middleware ECHO = (exchange, next) -> exchange.readBody(
            100,
            (e, failure) ->
                    e.respond(failure == ForwardFailure.REQUEST_TOO_LARGE ? 413 : 400, Body.text(failure.name())),
            (e, body) -> e.respond(200, new Body("text/plain", body)));

    @Test
    void theRequestIsSeenAsItWasReceived() throws Exception {
        Middleware step = (exchange, next) -> exchange.respond(
                200,
                Body.text(exchange.methodName() + " " + exchange.receivedPath() + " " + exchange.query() + " "
                        + exchange.headers("x-a") + " " + exchange.header("X-B") + " " + exchange.peerAddress()));
        try (TestGateway gateway = TestGateway.running(step);
                RawClient client = gateway.connect()) {
            assertThat(client.exchange(RawClient.http(
                                    "PURGE /a//b/%2e%2e/%41?x=%2F&y HTTP/1.1", "Host: g", "X-A: 1", "x-a: 2"))
                            .text())
                    .isEqualTo("PURGE /a//b/%2e%2e/%41 x=%2F&y [1, 2] null 127.0.0.1");
            assertThat(client.exchange(RawClient.http("GET http://other.test/a/../b HTTP/1.1", "Host: other.test"))
                            .text())
                    .startsWith("GET /a/../b null");
            assertThat(client.exchange(RawClient.http("GET http://other.test?q HTTP/1.1", "Host: other.test"))
                            .text())
                    .startsWith("GET / q");
            assertThat(client.exchange(RawClient.http("OPTIONS * HTTP/1.1", "Host: g"))
                            .text())
                    .startsWith("OPTIONS * null");
        }
    }

    @ParameterizedTest
    @CsvSource({"GET,200,8", "HEAD,200,8", "GET,204,", "GET,304,"})
    void aResponseHasABodyWhereOneIsAllowed(String method, int status, String length) throws Exception {
        Middleware step =
                (exchange, next) -> exchange.respond(status, status == 200 ? Body.text("the body") : Body.EMPTY);
        try (TestGateway gateway = TestGateway.running(step);
                RawClient client = gateway.connect()) {
            for (int i = 0; i < 2; i++) {
                RawClient.Response response = client.send(RawClient.http(method + " / HTTP/1.1", "Host: g"))
                        .response(method.equals("HEAD"));
                assertThat(response.status()).isEqualTo(status);
                assertThat(response.header("content-length")).isEqualTo(length);
                assertThat(response.header("x-committed")).isEqualTo("yes");
            }
        }
    }

    @Test
    void aBodyIsReadWhole() throws Exception {
        try (TestGateway gateway = TestGateway.running(ECHO);
                RawClient client = gateway.connect()) {
            client.send(RawClient.http("POST / HTTP/1.1", "Host: g", "Content-Length: 6") + "abc");
            client.send("def");
            assertThat(client.response().text()).isEqualTo("abcdef");
            client.send(RawClient.http("POST / HTTP/1.1", "Host: g", "Transfer-Encoding: chunked") + "2\r\nab\r\n");
            client.send("1\r\nc\r\n0\r\n\r\n");
            assertThat(client.response().text()).isEqualTo("abc");
            assertThat(client.get("/").response().text()).isEmpty();
            client.send(RawClient.http("POST / HTTP/1.1", "Host: g", "Content-Length: 2", "Expect: 100-continue"));
            assertThat(client.response().status()).isEqualTo(100);
            client.out().write("hi".getBytes(UTF_8));
            assertThat(client.response().text()).isEqualTo("hi");
        }
    }

    @Test
    void aBodyThatIsTooLargeForMemoryIsNotReadToItsEnd() throws Exception {
        try (TestGateway gateway = TestGateway.running(ECHO)) {
            try (RawClient client = gateway.connect()) {
                client.send(RawClient.http("POST / HTTP/1.1", "Host: g", "Content-Length: 1000"));
                assertThat(client.response().status()).isEqualTo(413);
                assertThat(client.isClosedByPeer()).isTrue();
            }
            try (RawClient client = gateway.connect()) {
                client.send(RawClient.http("POST / HTTP/1.1", "Host: g", "Transfer-Encoding: chunked") + "c8\r\n"
                        + "x".repeat(200) + "\r\n");
                assertThat(client.response().status()).isEqualTo(413);
                assertThat(client.isClosedByPeer()).isTrue();
            }
            await().untilAsserted(() -> assertThat(gateway.completed).hasValue(2));
        }
    }

    @Test
    void aClientThatLeavesInItsBodyEndsTheExchangeOnce() throws Exception {
        try (TestGateway gateway = TestGateway.running(ECHO)) {
            try (RawClient client = gateway.connect()) {
                client.send(RawClient.http("POST / HTTP/1.1", "Host: g", "Content-Length: 50") + "abc");
                await().untilAsserted(() -> assertThat(gateway.started).hasValue(1));
            }
            await().untilAsserted(() -> assertThat(gateway.completed).hasValue(1));
        }
    }

    @Test
    void aDecisionThatComesLaterIsAwaitedWithoutAThread() throws Exception {
        CompletableFuture<String> decision = new CompletableFuture<>();
        Middleware step = (exchange, next) -> exchange.await(decision, (e, text) -> e.respond(200, Body.text(text)));
        try (TestGateway gateway = TestGateway.running(step);
                RawClient first = gateway.connect();
                RawClient second = gateway.connect()) {
            first.get("/");
            second.get("/");
            await().untilAsserted(() -> assertThat(gateway.started).hasValue(2));
            decision.complete("now");
            assertThat(first.response().text()).isEqualTo("now");
            assertThat(second.response().text()).isEqualTo("now");
            assertThat(first.get("/").response().text()).isEqualTo("now");
        }
    }

    @Test
    void workThatBlocksRunsOnAnotherThread() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        Middleware step = (exchange, next) -> exchange.offload(e -> {
            assertThat(release.await(10, TimeUnit.SECONDS)).isTrue();
            return e.respond(200, Body.text(Thread.currentThread().getName()));
        });
        try (TestGateway gateway = TestGateway.running(
                        (exchange, next) -> exchange.query() == null ? step.handle(exchange, next) : quick(exchange));
                RawClient slow = gateway.connect()) {
            slow.get("/");
            for (int i = 0; i < 4; i++) { // whichever I/O thread they meet
                try (RawClient other = gateway.connect()) {
                    assertThat(other.get("/?quick").response().text()).isEqualTo("quick");
                }
            }
            release.countDown();
            assertThat(slow.response().text()).contains("task");
        }
    }

    private static Handled quick(Exchange exchange) {
        return exchange.respond(200, Body.text("quick"));
    }

    @Test
    void theHostApplicationAnswersWithTheGatewaysFieldsOnTop() throws Exception {
        try (TestGateway gateway = TestGateway.running((exchange, next) -> exchange.proceedToHost(), exchange -> {
                    exchange.getResponseHeaders().put(new HttpString("X-Committed"), "by the application");
                    exchange.getResponseSender().send("application " + FluxHandler.requestId(exchange));
                });
                RawClient client = gateway.connect()) {
            for (int i = 0; i < 2; i++) {
                RawClient.Response response = client.get("/").response();
                assertThat(response.text()).isEqualTo("application 0123456789abcdef0123456789abcdef");
                assertThat(response.all("x-committed")).containsExactly("yes");
            }
            await().untilAsserted(() -> assertThat(gateway.completed).hasValue(2));
        }
    }

    @Test
    void aBlockingHostApplicationReadsItsRequest() throws Exception {
        Middleware later = (exchange, next) ->
                exchange.await(CompletableFuture.supplyAsync(() -> ""), (e, x) -> e.proceedToHost());
        try (TestGateway gateway = TestGateway.running(later, new BlockingHandler(exchange -> {
                    byte[] body = exchange.getInputStream().readAllBytes();
                    exchange.getResponseSender().send("read " + new String(body, UTF_8));
                }));
                RawClient client = gateway.connect()) {
            for (int i = 0; i < 2; i++) {
                assertThat(client.exchange(RawClient.http("POST / HTTP/1.1", "Host: g", "Content-Length: 3") + "abc")
                                .text())
                        .isEqualTo("read abc");
            }
        }
    }

    @Test
    void aHostApplicationThatThrowsIsAnswered500() throws Exception {
        try (TestGateway gateway = TestGateway.running((exchange, next) -> exchange.proceedToHost(), exchange -> {
                    throw new IOException("on purpose");
                });
                RawClient client = gateway.connect()) {
            RawClient.Response response = client.get("/").response();
            assertThat(response.status()).isEqualTo(500);
            assertThat(response.text()).doesNotContain("on purpose");
            assertThat(response.header("x-committed")).isEqualTo("yes");
        }
    }

    @Test
    void withoutAnApplicationThereIsNothingToProceedTo() throws Exception {
        try (TestGateway gateway = TestGateway.running((exchange, next) -> exchange.proceedToHost());
                RawClient client = gateway.connect()) {
            assertThat(client.get("/").response().status()).isEqualTo(404);
        }
    }

    @Test
    void aBrokenOffExchangeIsCompletedOnce() throws Exception {
        Middleware step = (exchange, next) -> {
            exchange.setResponseHeader(HeaderNames.CONTENT_TYPE, "text/plain");
            exchange.beforeCommit(e -> {
                throw new IllegalStateException("on purpose");
            });
            return exchange.respond(200, Body.text("never"));
        };
        try (TestGateway gateway = TestGateway.running(step);
                RawClient client = gateway.connect()) {
            assertThat(client.get("/").isClosedByPeer()).isTrue();
            await().untilAsserted(() -> assertThat(gateway.completed).hasValue(1));
        }
    }
}

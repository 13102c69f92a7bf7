package io.fluxgateway.undertow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fluxgateway.exchange.Endpoint;
import io.fluxgateway.exchange.Exchange;
import io.fluxgateway.exchange.ForwardFailure;
import io.fluxgateway.exchange.ForwardListener;
import io.fluxgateway.http.Problem;
import io.fluxgateway.pipeline.ErrorMapper;
import io.fluxgateway.pipeline.Pipeline;
import io.fluxgateway.testkit.RawClient;
import io.fluxgateway.testkit.RawUpstream;
import io.fluxgateway.testkit.TestCertificate;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.handlers.BlockingHandler;
import io.undertow.server.handlers.ResponseCodeHandler;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@link FluxHandler} in a server of somebody else's, with that server's options. */
class EmbeddedTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private final AtomicInteger completed = new AtomicInteger();

    @TempDir
    Path folder;

    private FluxHandler handler(int port) {
        Endpoint endpoint = Endpoint.upstream("http", "127.0.0.1", port, "");
        ErrorMapper errors = new ErrorMapper();
        ForwardListener listener = new ForwardListener() {
            @Override
            public @Nullable Problem responded(
                    Exchange exchange, int status, Function<String, @Nullable String> header) {
                return null;
            }

            @Override
            public Problem failed(Exchange exchange, ForwardFailure failure) {
                return Problem.of(502, "failed", "failed", failure.name());
            }
        };
        Pipeline pipeline = new Pipeline(
                List.of((exchange, next) -> exchange.forward(endpoint, Duration.ofSeconds(60), listener)), errors);
        return new FluxHandler(
                host -> {
                    Exchange exchange = new Exchange(host, errors);
                    exchange.onComplete(e -> completed.incrementAndGet());
                    pipeline.run(exchange);
                },
                ResponseCodeHandler.HANDLE_404,
                ForwardOptions.DEFAULT);
    }

    private static int port(Undertow server) {
        return ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort();
    }

    private static void keepAnswering(RawClient connection) throws Exception {
        while (true) {
            int length = Integer.parseInt(
                    String.valueOf(connection.head().header("content-length")).replace("null", "0"));
            connection.bytes(length);
            connection.send(OK);
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredAlsoWhereUndertowBuffersThem() throws Exception {
        try (RawUpstream upstream = new RawUpstream((connection, number) -> keepAnswering(connection))) {
            Undertow server = Undertow.builder()
                    .addHttpListener(0, "127.0.0.1")
                    .setHandler(handler(upstream.port()))
                    .build();
            server.start();
            try (RawClient client = new RawClient(port(server))) {
                String get = RawClient.http("GET / HTTP/1.1", "Host: g");
                String post = RawClient.http("POST / HTTP/1.1", "Host: g", "Content-Length: 3") + "abc";
                for (int i = 0; i < 10; i++) {
                    client.send(get + get + post + get);
                    for (int j = 0; j < 4; j++) {
                        assertThat(client.response().text()).isEqualTo("ok");
                    }
                }
                await().untilAsserted(() -> assertThat(completed).hasValue(40));
            } finally {
                server.stop();
            }
        }
    }

    @Test
    void aHandlerOnAWorkerThreadForwardsToo() throws Exception {
        try (RawUpstream upstream = new RawUpstream((connection, number) -> keepAnswering(connection))) {
            Undertow server = Undertow.builder()
                    .addHttpListener(0, "127.0.0.1")
                    .setHandler(new BlockingHandler(handler(upstream.port())))
                    .build();
            server.start();
            try (RawClient client = new RawClient(port(server))) {
                for (int i = 0; i < 10; i++) {
                    assertThat(client.exchange(
                                            RawClient.http("POST / HTTP/1.1", "Host: g", "Content-Length: 3") + "abc")
                                    .text())
                            .isEqualTo("ok");
                }
            } finally {
                server.stop();
            }
        }
    }

    @Test
    void http2ClientsAreServedAndTheirDeparturesNoticed() throws Exception {
        TestCertificate certificate = TestCertificate.forNames(folder, "dns:localhost");
        CountDownLatch arrived = new CountDownLatch(1);
        RawUpstream[] self = new RawUpstream[1];
        try (RawUpstream upstream = new RawUpstream((connection, number) -> {
            while (true) {
                RawClient.Response head = connection.head();
                if (head.statusLine().contains("/never")) {
                    arrived.countDown();
                    self[0].awaitClose(connection);
                    return;
                } else if ("chunked".equals(head.header("transfer-encoding"))) {
                    StringBuilder body = new StringBuilder();
                    for (byte[] chunk = connection.chunk(); chunk.length > 0; chunk = connection.chunk()) {
                        body.append(chunk.length);
                    }
                    connection.send(RawClient.http(
                                    "HTTP/1.1 200 OK",
                                    "Transfer-Encoding: chunked",
                                    "X-Host: " + head.header("x-forwarded-host"))
                            + "5\r\nhello\r\n0\r\n\r\n");
                } else {
                    connection.bytes(Integer.parseInt(
                            String.valueOf(head.header("content-length")).replace("null", "0")));
                    connection.send(OK);
                }
            }
        })) {
            self[0] = upstream;
            Undertow server = Undertow.builder()
                    .setServerOption(UndertowOptions.ENABLE_HTTP2, true)
                    .addHttpsListener(0, "127.0.0.1", certificate.server())
                    .setHandler(handler(upstream.port()))
                    .build();
            server.start();
            try {
                String base = "https://localhost:" + port(server);
                HttpClient client =
                        HttpClient.newBuilder().sslContext(certificate.client()).build();
                HttpResponse<String> get = client.send(
                        HttpRequest.newBuilder(URI.create(base + "/")).build(), HttpResponse.BodyHandlers.ofString());
                assertThat(get.version()).isEqualTo(HttpClient.Version.HTTP_2);
                assertThat(get.body()).isEqualTo("ok");
                HttpRequest.BodyPublisher unknownLength =
                        HttpRequest.BodyPublishers.fromPublisher(HttpRequest.BodyPublishers.ofString("abc"));
                HttpResponse<String> post = client.send(
                        HttpRequest.newBuilder(URI.create(base + "/"))
                                .POST(unknownLength)
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                assertThat(post.body()).isEqualTo("hello");
                assertThat(post.headers().firstValue("x-host")).hasValue("localhost:" + port(server));
                CompletableFuture<HttpResponse<String>> never = client.sendAsync(
                        HttpRequest.newBuilder(URI.create(base + "/never")).build(),
                        HttpResponse.BodyHandlers.ofString());
                assertThat(arrived.await(10, TimeUnit.SECONDS)).isTrue();
                assertThat(never).isNotDone();
            } finally {
                server.stop(); // takes the connection away
            }
            await().untilAsserted(() -> assertThat(upstream.closedByGateway()).hasValue(1));
            await().untilAsserted(() -> assertThat(completed).hasValue(3));
        }
    }

    @Test
    void aRefusedUploadIsAnsweredThoughTheClientSendsOn() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(OK);
                TestGateway gateway = TestGateway.to(
                        Endpoint.upstream("http", "127.0.0.1", upstream.port(), ""),
                        Duration.ofSeconds(20),
                        ForwardOptions.DEFAULT,
                        server -> server.maxBodySize(100))) {
            for (int i = 0; i < 5; i++) {
                try (RawClient client = gateway.connect()) {
                    client.send(RawClient.http("POST / HTTP/1.1", "Host: g", "Content-Length: 400000"));
                    await().pollDelay(Duration.ofMillis(50))
                            .until(() -> client.socket().getInputStream().available() > 0);
                    client.sendUnlessClosed("x".repeat(200_000));
                    assertThat(client.response().status()).isEqualTo(413);
                }
            }
        }
    }
}

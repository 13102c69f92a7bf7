package io.fluxgateway.undertow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fluxgateway.exchange.Endpoint;
import io.fluxgateway.testkit.RawClient;
import io.fluxgateway.testkit.RawUpstream;
import io.undertow.Undertow;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Many requests at once, and bodies larger than the memory. */
class LoadTest {
    private static final int PARALLEL = 200;
    private static final int LARGE = 100 << 20;
    private static final int SHARING = 12;
    private static final int MIDDLING = 3 << 18;

    @Test
    void manyRequestsAtOnceShareFewConnections() throws Exception {
        Set<Object> connections = ConcurrentHashMap.newKeySet();
        Undertow upstream = Undertow.builder()
                .addHttpListener(0, "127.0.0.1")
                .setHandler(exchange -> {
                    connections.add(exchange.getConnection());
                    echo(exchange);
                })
                .build();
        upstream.start();
        ForwardOptions options =
                ForwardOptions.builder().maxConnectionsPerThread(8).build();
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        try (TestGateway gateway = TestGateway.to(
                Endpoint.upstream("http", "127.0.0.1", port(upstream), ""), Duration.ofSeconds(30), options)) {
            List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
            for (int i = 0; i < PARALLEL * 3; i++) {
                HttpRequest.BodyPublisher body = i % 3 == 0
                        ? HttpRequest.BodyPublishers.ofString("body " + i)
                        : HttpRequest.BodyPublishers.fromPublisher( // of unknown length: chunked
                                HttpRequest.BodyPublishers.ofString("body " + i));
                answers.add(client.sendAsync(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + "/"))
                                .POST(body)
                                .build(),
                        HttpResponse.BodyHandlers.ofString()));
            }
            for (int i = 0; i < answers.size(); i++) {
                HttpResponse<String> answer = answers.get(i).get(30, TimeUnit.SECONDS);
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(answer.body()).isEqualTo("body " + i);
            }
            assertThat(connections).hasSizeBetween(1, 16); // two I/O threads with eight each
            assertThat(gateway.failures).isEmpty();
            await().untilAsserted(() -> assertThat(gateway.completed).hasValue(PARALLEL * 3));
        } finally {
            upstream.stop();
        }
    }

    @Test
    void largeBodiesThatShareAThreadAllComeWhole() throws Exception {
        Undertow upstream = Undertow.builder()
                .addHttpListener(0, "127.0.0.1")
                .setHandler(exchange -> exchange.getRequestReceiver()
                        .receiveFullBytes((e, body) -> e.getResponseSender().send(ByteBuffer.wrap(body))))
                .build();
        upstream.start();
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        try (TestGateway gateway = TestGateway.to(
                Endpoint.upstream("http", "127.0.0.1", port(upstream), ""),
                Duration.ofSeconds(30),
                ForwardOptions.DEFAULT,
                server -> server.ioThreads(1))) {
            List<byte[]> bodies = new ArrayList<>();
            List<CompletableFuture<HttpResponse<byte[]>>> answers = new ArrayList<>();
            for (int i = 0; i < SHARING; i++) {
                byte[] body = new byte[MIDDLING];
                new Random(i).nextBytes(body);
                bodies.add(body);
                answers.add(client.sendAsync(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + "/"))
                                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray()));
            }
            for (int i = 0; i < SHARING; i++) {
                HttpResponse<byte[]> answer = answers.get(i).get(60, TimeUnit.SECONDS);
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(answer.body()).isEqualTo(bodies.get(i));
            }
            assertThat(gateway.failures).isEmpty();
        } finally {
            upstream.stop();
        }
    }

    private static void echo(HttpServerExchange exchange) {
        exchange.getRequestReceiver()
                .receiveFullString((e, body) -> e.getResponseSender().send(body));
    }

    private static int port(Undertow server) {
        return ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort();
    }

    @Test
    void bodiesLargerThanTheMemoryStreamBothWays() throws Exception {
        try (RawUpstream upstream = new RawUpstream((connection, number) -> {
            connection.head();
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + LARGE + "\r\n\r\n");
            for (int left = LARGE; left > 0; left -= 1 << 16) {
                connection.out().write(connection.bytes(1 << 16));
            }
        })) {
            Process gateway = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx32m",
                            "-XX:MaxDirectMemorySize=16m",
                            "-XX:+ExitOnOutOfMemoryError",
                            "-cp",
                            System.getProperty("java.class.path"),
                            SmallGateway.class.getName(),
                            String.valueOf(upstream.port()))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (InputStream port = gateway.getInputStream()) {
                try (RawClient client = new RawClient(readPort(port))) {
                    client.socket().setSoTimeout(60_000);
                    client.send(RawClient.http("POST / HTTP/1.1", "Host: g", "Content-Length: " + LARGE));
                    Thread sender = new Thread(() -> {
                        byte[] block = new byte[1 << 16];
                        try {
                            for (int left = LARGE; left > 0; left -= block.length) {
                                client.out().write(block);
                            }
                        } catch (IOException e) {
                            // the response is then too short
                        }
                    });
                    sender.start();
                    assertThat(client.head().header("content-length")).isEqualTo(String.valueOf(LARGE));
                    for (int left = LARGE; left > 0; left -= 1 << 16) {
                        assertThat(client.bytes(1 << 16)).hasSize(1 << 16);
                    }
                    sender.join(10_000);
                }
                assertThat(gateway.isAlive()).isTrue();
            } finally {
                gateway.destroyForcibly();
            }
        }
    }

    private static int readPort(InputStream in) throws IOException {
        StringBuilder digits = new StringBuilder();
        for (int b = in.read(); b != '\n' && b >= 0; b = in.read()) {
            digits.append((char) b);
        }
        return Integer.parseInt(digits.toString().strip());
    }

    /** The gateway in a process of its own; prints its port. */
    static final class SmallGateway {
        private SmallGateway() {}

        public static void main(String[] args) {
            @SuppressWarnings("resource") // ends with the process
            TestGateway gateway = TestGateway.to(Integer.parseInt(args[0]));
            System.out.println(gateway.port());
        }
    }
}

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
import io.undertow.server.handlers.ResponseCodeHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Upstreams and clients that speak TLS. */
class TlsTest {
    @TempDir
    Path folder;

    private static Undertow upstream(SSLContext context) {
        Undertow server = Undertow.builder()
                .addHttpsListener(0, "127.0.0.1", context)
                .setHandler(exchange -> exchange.getRequestReceiver()
                        .receiveFullString((e, body) -> e.getResponseSender().send("secure " + body)))
                .build();
        server.start();
        return server;
    }

    private static int port(Undertow server) {
        return ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort();
    }

    private static TestGateway to(String host, int port, @Nullable SSLContext trust) {
        return to(host, port, trust, Duration.ofSeconds(30));
    }

    private static TestGateway to(String host, int port, @Nullable SSLContext trust, Duration limit) {
        ForwardOptions.Builder options = ForwardOptions.builder().connectTimeout(Duration.ofSeconds(20));
        if (trust != null) {
            options.sslContext(trust);
        }
        return TestGateway.to(Endpoint.upstream("https", host, port, ""), limit, options.build());
    }

    @Test
    void aTrustedUpstreamWithItsNameIsReached() throws Exception {
        TestCertificate certificate = TestCertificate.forNames(folder, "dns:localhost,ip:127.0.0.1");
        Undertow upstream = upstream(certificate.server());
        try {
            for (String host : List.of("localhost", "127.0.0.1")) {
                try (TestGateway gateway = to(host, port(upstream), certificate.client());
                        RawClient client = gateway.connect()) {
                    for (int i = 0; i < 3; i++) {
                        assertThat(client.exchange(RawClient.http("POST / HTTP/1.1", "Host: g", "Content-Length: 3")
                                                + "abc")
                                        .text())
                                .isEqualTo("secure abc");
                    }
                }
            }
        } finally {
            upstream.stop();
        }
    }

    @Test
    void anUntrustedUpstreamIsUnreachable() throws Exception {
        Undertow upstream =
                upstream(TestCertificate.forNames(folder, "dns:localhost").server());
        try (TestGateway gateway = to("localhost", port(upstream), null);
                RawClient client = gateway.connect()) {
            assertThat(client.get("/").response().status()).isEqualTo(502);
            assertThat(gateway.failures).as("%s", gateway.causes).containsExactly(ForwardFailure.UNREACHABLE);
        } finally {
            upstream.stop();
        }
    }

    @Test
    void anUpstreamWithAnotherNameIsUnreachable() throws Exception {
        TestCertificate certificate = TestCertificate.forNames(folder, "dns:other.test");
        Undertow upstream = upstream(certificate.server());
        try (TestGateway gateway = to("localhost", port(upstream), certificate.client());
                RawClient client = gateway.connect()) {
            assertThat(client.get("/").response().status()).isEqualTo(502);
            assertThat(gateway.failures).as("%s", gateway.causes).containsExactly(ForwardFailure.UNREACHABLE);
        } finally {
            upstream.stop();
        }
    }

    @Test
    void anUpstreamThatDoesNotShakeHandsMeetsTheTimeLimit() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                TestGateway gateway = to("127.0.0.1", silent.getLocalPort(), null, Duration.ofSeconds(3));
                RawClient client = gateway.connect()) {
            assertThat(client.get("/").response().status()).isEqualTo(504);
            assertThat(gateway.failures).containsExactly(ForwardFailure.TIME_LIMIT);
        }
    }

    @Test
    void aTlsClientThatLeavesEndsTheUpstreamRequest() throws Exception {
        TestCertificate certificate = TestCertificate.forNames(folder, "dns:localhost");
        CountDownLatch arrived = new CountDownLatch(1);
        AtomicInteger completed = new AtomicInteger();
        RawUpstream[] self = new RawUpstream[1];
        try (RawUpstream upstream = new RawUpstream((connection, number) -> {
            connection.head();
            arrived.countDown();
            self[0].awaitClose(connection);
        })) {
            self[0] = upstream;
            Undertow server = Undertow.builder()
                    .addHttpsListener(0, "127.0.0.1", certificate.server())
                    .setHandler(forwardingTo(upstream.port(), completed))
                    .build();
            server.start();
            try {
                Socket socket = certificate
                        .client()
                        .getSocketFactory()
                        .createSocket(InetAddress.getLoopbackAddress(), port(server));
                try (RawClient client = new RawClient(socket)) {
                    client.get("/");
                    assertThat(arrived.await(10, TimeUnit.SECONDS)).isTrue();
                }
                await().untilAsserted(
                                () -> assertThat(upstream.closedByGateway()).hasValue(1));
                await().untilAsserted(() -> assertThat(completed).hasValue(1));
            } finally {
                server.stop();
            }
        }
    }

    private static FluxHandler forwardingTo(int port, AtomicInteger completed) {
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
}

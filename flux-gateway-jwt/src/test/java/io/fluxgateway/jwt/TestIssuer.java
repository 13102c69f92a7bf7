package io.fluxgateway.jwt;

import com.nimbusds.jose.jwk.JWKSet;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** An issuer of tokens on this machine, which publishes its keys. */
final class TestIssuer implements AutoCloseable {
    final AtomicInteger discoveries = new AtomicInteger();
    final AtomicInteger fetches = new AtomicInteger();
    volatile String configuration;
    volatile String keySet;
    volatile int status = 200;
    volatile CountDownLatch gate = new CountDownLatch(0);

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    TestIssuer(Keys... published) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/.well-known/openid-configuration", exchange -> {
            discoveries.incrementAndGet();
            answer(exchange, configuration);
        });
        server.createContext("/keys", exchange -> {
            fetches.incrementAndGet();
            answer(exchange, keySet);
        });
        server.createContext("/moved", exchange -> {
            exchange.getResponseHeaders().set("Location", url() + "/keys");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        configuration = "{\"issuer\":\"" + url() + "\",\"jwks_uri\":\"" + url() + "/keys\"}";
        publish(published);
        server.setExecutor(threads);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    void publish(Keys... keys) {
        keySet = new JWKSet(Arrays.stream(keys).map(Keys::jwk).toList()).toString(true);
    }

    private void answer(HttpExchange exchange, String body) throws IOException {
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        gate.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}

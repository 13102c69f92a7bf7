package io.fluxgateway.cli.dev;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A server behind an {@code http} function: answers at once, or at {@code /held} when it is told to. */
public final class Upstream implements AutoCloseable {
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch held = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);
    private final HttpServer server;

    public Upstream() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            if (exchange.getRequestURI().getPath().startsWith("/held")) {
                held.countDown();
                try {
                    release.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            byte[] body = exchange.getRequestURI().getPath().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    /** Makes a function of that name in a project, that this server answers. */
    public void function(java.nio.file.Path project, String name, String fields) {
        Projects.write(
                project.resolve("functions").resolve(name).resolve("flux.json"),
                "{\"name\": \"" + name + "\", \"runtime\": \"http\", \"method\": \"GET\", \"url\": \"http://127.0.0.1:"
                        + port() + "\"" + fields + "}\n");
    }

    public int port() {
        return server.getAddress().getPort();
    }

    /** Waits until a request is held. */
    public void awaitHeld() throws InterruptedException {
        held.await();
    }

    void release() {
        release.countDown();
    }

    @Override
    public void close() {
        release.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}

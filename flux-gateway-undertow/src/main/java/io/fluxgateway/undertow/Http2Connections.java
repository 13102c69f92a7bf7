package io.fluxgateway.undertow;

import io.undertow.connector.ByteBufferPool;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http2.Http2ReceiveListener;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.xnio.ChannelListener;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.StreamConnection;

/** The HTTP/2 connections of a server. Thread-safe. */
final class Http2Connections implements ChannelListener<StreamConnection>, HttpHandler {
    private final Set<Http2Connection> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger resets = new AtomicInteger();
    private final HttpHandler handler;
    private final ByteBufferPool buffers;
    private final Http2Options bounds;
    private final OptionMap options;
    private final int bufferSize;
    private volatile boolean draining;

    Http2Connections(
            HttpHandler handler, ByteBufferPool buffers, int bufferSize, Http2Options bounds, OptionMap options) {
        this.handler = handler;
        this.buffers = buffers;
        this.bufferSize = bufferSize;
        this.bounds = bounds;
        this.options = options;
    }

    /** Serves a connection that speaks HTTP/2. */
    @Override
    public void handleEvent(StreamConnection accepted) {
        Http2Connection connection = Http2Connection.on(accepted, buffers, bounds, resets, options);
        open.add(connection);
        connection.addCloseTask(this::closed);
        connection.getReceiveSetter().set(new Http2ReceiveListener(this, options, bufferSize, null));
        connection.resumeReceives();
        if (draining) {
            connection.drain();
        }
    }

    private void closed(Object connection) {
        open.remove(connection);
        if (draining && open.isEmpty()) {
            synchronized (open) {
                open.notifyAll();
            }
        }
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        Objects.requireNonNull(exchange.getConnection().getAttachment(Http2Connection.KEY))
                .began(exchange);
        handler.handleRequest(exchange);
    }

    /** Asks every client to open no more streams ({@code GOAWAY}); each connection closes when its streams are over. */
    void drain() {
        draining = true;
        open.forEach(Http2Connection::drain);
    }

    /** Waits until {@link #drain} is done, at most that long. */
    void awaitDrained(long millis) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        synchronized (open) {
            long left = millis;
            while (!open.isEmpty() && left > 0) {
                open.wait(left);
                left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            }
        }
    }

    void closeAll() {
        open.forEach(IoUtils::safeClose);
    }
}

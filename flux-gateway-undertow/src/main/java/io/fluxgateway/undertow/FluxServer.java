package io.fluxgateway.undertow;

import io.fluxgateway.Gateway;
import io.undertow.server.HttpHandler;
import io.undertow.server.protocol.http.HttpOpenListener;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.XnioWorker;
import org.xnio.channels.AcceptingChannel;

/** A running HTTP server. Thread-safe. */
public final class FluxServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FluxServer.class);
    private static final long STOP_MILLIS = 2_000;
    /** A client that does not acknowledge is not waited for longer than that. */
    private static final long GOAWAY_MILLIS = 1_000;

    private final AcceptingChannel<? extends StreamConnection> acceptor;
    private final OpenConnections connections;
    private final HttpOpenListener http1;
    private final Http2Connections streams;
    private final DrainHandler requests;
    private final XnioWorker worker;
    private final Duration drainTimeout;
    private final Runnable beforeDrain;
    private final AutoCloseable certificate;
    private final InetSocketAddress address;
    private final AtomicBoolean closed = new AtomicBoolean();

    FluxServer(
            AcceptingChannel<? extends StreamConnection> acceptor,
            OpenConnections connections,
            HttpOpenListener http1,
            Http2Connections streams,
            DrainHandler requests,
            XnioWorker worker,
            Duration drainTimeout,
            Runnable beforeDrain,
            AutoCloseable certificate) {
        this.acceptor = acceptor;
        this.connections = connections;
        this.http1 = http1;
        this.streams = streams;
        this.certificate = certificate;
        this.requests = requests;
        this.worker = worker;
        this.drainTimeout = drainTimeout;
        this.beforeDrain = beforeDrain;
        this.address = acceptor.getLocalAddress(InetSocketAddress.class);
    }

    /** Describes a server whose every request is handled by a gateway, which is told when the server is about to stop. */
    public static FluxServerBuilder builder(Gateway gateway) {
        return builder(new FluxHandler(gateway)).beforeDrain(gateway::drain);
    }

    /** Describes a server whose requests go to that handler, usually a {@link FluxHandler}. */
    public static FluxServerBuilder builder(HttpHandler handler) {
        return new FluxServerBuilder(handler);
    }

    /** Where the server listens, with the port that it really has. */
    public InetSocketAddress address() {
        return address;
    }

    /** The port that the server listens on. */
    public int port() {
        return address.getPort();
    }

    /** Connections of clients that are open now. */
    public int connections() {
        return connections.now();
    }

    /**
     * Stops: accepts no more connections, tells clients with {@code Connection: close}, lets the requests under way finish
     * within the drain timeout, then closes everything but the gateway, which is its owner's. Returns when that is done.
     * Idempotent.
     */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        beforeDrain.run();
        IoUtils.safeClose(acceptor);
        IoUtils.safeClose(certificate);
        try {
            long deadline = System.nanoTime() + drainTimeout.toNanos();
            streams.drain();
            int left = requests.drain(drainTimeout, connections::now);
            if (left > 0) {
                LOG.warn("{} requests had not ended after {} s and were broken off", left, drainTimeout.toSeconds());
            }
            long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            streams.awaitDrained(Math.min(millis, GOAWAY_MILLIS));
            http1.closeConnections();
            streams.closeAll();
            worker.shutdown();
            if (!worker.awaitTermination(STOP_MILLIS, TimeUnit.MILLISECONDS)) {
                worker.shutdownNow();
            }
        } catch (InterruptedException e) {
            worker.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}

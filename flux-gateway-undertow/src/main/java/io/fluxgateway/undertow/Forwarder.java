package io.fluxgateway.undertow;

import io.fluxgateway.exchange.Endpoint;
import io.fluxgateway.exchange.Forwarding;
import io.fluxgateway.exchange.HostExchange.BodyReceiver;
import io.undertow.connector.ByteBufferPool;
import io.undertow.protocols.ssl.UndertowXnioSsl;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.SameThreadExecutor;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.xnio.OptionMap;
import org.xnio.Xnio;
import org.xnio.XnioIoThread;

/** Forwards exchanges on their own I/O threads, each of which has its own connections. Thread-safe. */
final class Forwarder {
    private final ForwardOptions options;
    private final Map<XnioIoThread, PerThread> threads = new ConcurrentHashMap<>();
    private volatile @Nullable UndertowXnioSsl ssl;

    Forwarder(ForwardOptions options) {
        this.options = options;
    }

    /** Forwards an exchange, from any thread that works on it. */
    void forward(UndertowExchange host, Forwarding forwarding) {
        HttpServerExchange exchange = host.undertow();
        dispatch(exchange, new ForwardedRequest(host, forwarding, state(exchange), options));
    }

    /** Reads an exchange's body, from any thread that works on it. */
    void readBody(HttpServerExchange exchange, int maxBytes, BodyReceiver receiver) {
        dispatch(exchange, new BodyReader(exchange, maxBytes, receiver, state(exchange).deadlines, options));
    }

    /** How far the exchange's I/O thread is behind, in nanoseconds; 0 if this is another thread. */
    long lagNanos(HttpServerExchange exchange) {
        return exchange.isInIoThread() ? state(exchange).lag.nanos() : 0;
    }

    private PerThread state(HttpServerExchange exchange) {
        XnioIoThread thread = exchange.getIoThread();
        PerThread known = threads.get(thread);
        return known != null ? known : threads.computeIfAbsent(thread, PerThread::new);
    }

    private static void dispatch(HttpServerExchange exchange, Runnable task) {
        exchange.dispatch(exchange.isInIoThread() ? SameThreadExecutor.INSTANCE : exchange.getIoThread(), task);
    }

    private Connector connector(Endpoint endpoint, ByteBufferPool buffers) {
        return new Connector(endpoint, endpoint.scheme().equals("https") ? ssl() : null, buffers);
    }

    private UndertowXnioSsl ssl() {
        UndertowXnioSsl known = ssl;
        if (known == null) {
            try {
                SSLContext own = options.sslContext();
                known = new UndertowXnioSsl(
                        Xnio.getInstance(), OptionMap.EMPTY, own != null ? own : SSLContext.getDefault());
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("the platform has no default SSLContext", e);
            }
            ssl = known;
        }
        return known;
    }

    /** What belongs to one I/O thread, and is touched by that thread only. */
    final class PerThread {
        final XnioIoThread thread;
        final Deadlines deadlines;
        final LoopLag lag;
        final Turns turns;
        // Weak: an endpoint that nobody uses any more takes its pool with it, also if it was never closed.
        private final Map<Endpoint, UpstreamPool> pools = new WeakHashMap<>();

        PerThread(XnioIoThread thread) {
            this.thread = thread;
            this.deadlines = new Deadlines(thread);
            this.lag = new LoopLag(thread);
            this.turns = Turns.ofBytes(thread);
        }

        UpstreamPool pool(Endpoint endpoint, ByteBufferPool buffers) {
            UpstreamPool pool = pools.get(endpoint);
            if (pool == null) {
                UpstreamPool made = new UpstreamPool(thread, deadlines, connector(endpoint, buffers), options);
                pools.put(endpoint, made);
                endpoint.onClose(() -> thread.execute(made::close));
                pool = made;
            }
            return pool;
        }
    }
}

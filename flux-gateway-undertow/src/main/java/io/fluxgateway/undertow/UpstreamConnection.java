package io.fluxgateway.undertow;

import io.undertow.client.ClientConnection;
import java.io.IOException;
import javax.net.ssl.SSLSession;
import org.xnio.IoUtils;
import org.xnio.ssl.SslConnection;

/** A connection of an {@link UpstreamPool}, held by one request at a time or idle. Confined to one I/O thread. */
final class UpstreamConnection {
    private final UpstreamPool pool;
    private final ClientConnection client;
    private boolean reused;
    private boolean idle;
    private boolean over;
    private long idleSinceNanos;

    UpstreamConnection(UpstreamPool pool, ClientConnection client) {
        this.pool = pool;
        this.client = client;
    }

    ClientConnection client() {
        return client;
    }

    /** True if it was kept for a while, so that the upstream may have closed it meanwhile. */
    boolean isReused() {
        return reused;
    }

    /**
     * True for a TLS connection whose handshake did not succeed, which shows with its first request only. To be asked
     * about a connection that failed.
     */
    boolean hasNoHandshake() {
        try {
            if (client.performUpgrade() instanceof SslConnection tls) {
                SSLSession session = tls.getSslSession();
                return session == null || session.getCipherSuite().startsWith("SSL_NULL");
            }
            return false;
        } catch (IOException e) {
            return false;
        }
    }

    /** Gives it back after a response that came to its end. */
    void release() {
        if (client.isOpen()) {
            reused = true;
            pool.released(this);
        } else {
            close();
        }
    }

    /** Closes it, and frees its place in the pool. Idempotent. */
    void close() {
        if (!over) {
            over = true;
            cut();
            pool.closed(this);
        }
    }

    /**
     * Closes the socket. Undertow's own close of a connection with a request under way says nothing to the upstream and
     * waits ten seconds for it to close first.
     */
    private void cut() {
        try {
            IoUtils.safeClose(client.performUpgrade());
        } catch (IOException e) {
            IoUtils.safeClose(client);
        }
    }

    boolean isIdle() {
        return idle;
    }

    long idleSinceNanos() {
        return idleSinceNanos;
    }

    void idle(boolean now) {
        idle = now;
        if (now) {
            reused = true;
            idleSinceNanos = System.nanoTime();
        }
    }
}

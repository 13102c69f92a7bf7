package io.fluxgateway.undertow;

import io.fluxgateway.http.Http1Limits;
import java.time.Duration;
import org.xnio.ChannelListener;
import org.xnio.StreamConnection;
import org.xnio.conduits.ConduitStreamSourceChannel;

/**
 * Puts a {@link GuardedSource} under each new connection before the listener of HTTP/1.1 sees it. For connections in clear
 * text and for those whose TLS is done already. Thread-safe.
 */
final class GuardListener implements ChannelListener<StreamConnection> {
    private final ChannelListener<? super StreamConnection> http;
    private final Http1Limits limits;
    private final long headMillis;

    /**
     * @param http        speaks HTTP/1.1 on the connection
     * @param headTimeout how long a head may take from its first octet to its last
     */
    GuardListener(ChannelListener<? super StreamConnection> http, Http1Limits limits, Duration headTimeout) {
        this.http = http;
        this.limits = limits;
        this.headMillis = Math.max(1, headTimeout.toMillis());
    }

    @Override
    public void handleEvent(StreamConnection connection) {
        ConduitStreamSourceChannel source = connection.getSourceChannel();
        source.setConduit(new GuardedSource(source.getConduit(), connection, limits, headMillis));
        http.handleEvent(connection);
    }
}
